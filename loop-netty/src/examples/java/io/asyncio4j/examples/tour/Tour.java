// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tour. Arguments: none, or the host and port of an HTTP server of which to fetch {@code /} and two more paths
 * ({@code python3 -m http.server 8000} makes one).
 */
public final class Tour {

    private Tour() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length != 0 && args.length != 2) {
            System.err.println("usage: Tour [HOST PORT]");
            System.exit(2);
        }
        Asyncio.run(() -> walk(args.length == 0 ? null : args[0], args.length == 0 ? 0 : Integer.parseInt(args[1])));
    }

    private static void walk(@Nullable String host, int port) throws Exception {
        new ProducersAndConsumers().show();
        new RateLimit().show();
        new Cleanup().cancelled();
        new Cleanup().shielded();
        new Threads().show();
        new NamedTasks().show();
        new Blocking().show();
        if (host != null) {
            new Fetcher(host, port, 10, 2)
                    .fetchAll(List.of("/", "/tour.txt", "/missing"))
                    .forEach((path, outcome) -> IO.println("fetch: " + path + " " + outcome));
        }
    }
}
