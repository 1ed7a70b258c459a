// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import io.asyncio4j.examples.Loops;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How coroutines are carried in the service. */
enum WebCarrier {
    LOOP(WebServers.LOOP_CARRIER), BATON(Loops.BATON_CARRIER);

    private final List<String> flags;
    private WebServers servers;

    WebCarrier(List<String> flags) {
        this.flags = flags;
    }

    /** {@return the services of this carrier, for one class of tests} */
    WebServers servers(Path folder) throws IOException {
        if (servers == null) {
            servers = new WebServers(folder, flags);
        }
        return servers;
    }

    static void closeAll() throws Exception {
        for (WebCarrier each : values()) {
            WebServers over = each.servers;
            each.servers = null;
            if (over != null) {
                over.close();
            }
        }
    }
}
