// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.examples.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTTP service, when it is stopped. */
@Timeout(300)
@ParameterizedClass
@EnumSource
class WebEndTest {

    @Parameter
    WebCarrier carrier;

    @TempDir
    static Path folder;

    @AfterAll
    static void nothingLeaked() throws Exception {
        WebCarrier.closeAll();
    }

    private WebServers servers() throws Exception {
        return carrier.servers(folder);
    }

    @Test
    void serverThatIsStoppedGivesItsAnswersFirst() throws Exception {
        try (Child server = servers().startSecure()) {
            String url = WebServers.url(server);
            try (Child http1 = servers().curlInBackground("-v", "--http1.1", url + "/sleep/2");
                    Child http2 = servers().curlInBackground("-v", "--http2", url + "/sleep/2");
                    Socket idle = WebServers.connect(server)) {
                http1.awaitPart("> GET /sleep/2 HTTP/1.1");
                http2.awaitPart("> GET /sleep/2 HTTP/2");
                // Sent is not received: what was asked after that is.
                assertEquals(List.of("hello", "hello"), servers().curl(0, url, url));
                server.terminate();
                assertEquals(0, http1.join(), () -> http1.lines().toString());
                assertEquals(0, http2.join(), () -> http2.lines().toString());
                http1.await("slept 2");
                http1.awaitPart("connection: close");
                http2.await("slept 2");
                assertEquals("", WebServers.all(idle));
            }
            server.await("closed");
            assertEquals(128 + 15, server.join());
            int port = WebServers.port(server);
            assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        }
    }
}
