// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.IoKind;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP service on the other pollers: enough of everything to know that it stands on them as well. */
@Timeout(300)
@ParameterizedClass
@EnumSource(names = {"NIO", "IO_URING"})
class WebPollersTest {

    @Parameter
    IoKind kind;

    @TempDir
    Path folder;

    private WebServers servers;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        List<String> flags = new ArrayList<>(WebServers.LOOP_CARRIER);
        flags.add("-Dpoller=" + kind);
        servers = new WebServers(folder, flags);
    }

    @AfterEach
    void nothingLeaked() throws Exception {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void secureConnectionsOfBothProtocols() throws Exception {
        String url = WebServers.url(servers.secure());
        for (String version : List.of("--http1.1", "--http2")) {
            assertEquals(List.of("hello", "200 1", "there is no /x", "404 0"),
                    servers.curl(0, version, "-w", "%{http_code} %{num_connects}\\n", url, url + "/x"));
            servers.upload(url, version);
            assertEquals(List.of("the body has more than 1000 bytes"),
                    servers.curl(0, version, "--data-binary", "@" + servers.large(), url + "/small"));
        }
        servers.curl(92, "--http2", "-o", "/dev/null", url + "/fail-late");
        servers.h2load("h2");
    }

    @Test
    void connectionsInClear() throws Exception {
        String url = WebServers.url(servers.clear());
        servers.upload(url, "--http1.1");
        assertTrue(servers.said("nonsense\r\n\r\n").startsWith("HTTP/1.1 400 Bad Request\r\n"));
        for (int i = 0; i < 5; i++) {
            try (Socket socket = WebServers.connect(servers.clear())) {
                OutputStream out = socket.getOutputStream();
                out.write("GET /bytes/50000000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                assertTrue(socket.getInputStream().read() > 0);
                socket.setSoLinger(true, 0);
            }
        }
        assertEquals(List.of("hello"), servers.curl(0, url));
    }
}
