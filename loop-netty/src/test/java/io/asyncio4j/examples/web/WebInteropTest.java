// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP service over TLS, by both protocols, against curl and h2load. */
@Timeout(300)
@ParameterizedClass
@EnumSource
class WebInteropTest {

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

    private String secure() throws Exception {
        return WebServers.url(servers().secure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void pagesAreServedOverOneConnection(String version) throws Exception {
        String url = secure();
        String number = version.equals("--http2") ? "2" : "1.1";
        String format = "%{http_version} %{http_code} %{num_connects}\\n";
        assertEquals(
                List.of("hello", number + " 200 1", "hello", number + " 200 0", "there is no /x", number + " 404 0",
                        "slept 0", number + " 200 0"),
                servers().curl(0, version, "-w", format, url, url + "/?q=1", url + "/x", url + "/sleep/0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void handlerErrorIsA500AndTheConnectionGoesOn(String version) throws Exception {
        String url = secure();
        assertEquals(
                List.of("something went wrong here", "500 1", "something went wrong here", "500 0", "hello", "200 0"),
                servers().curl(0, version, "-w", "%{http_code} %{num_connects}\\n", url + "/fail", url + "/silent",
                        url));
        servers().secure().awaitPart("a bug in a handler");
        servers().secure().awaitPart("no response to /silent; call respond or start");
    }

    @Test
    void handlerErrorInTheMidstOfAResponseEndsIt() throws Exception {
        String url = secure();
        // Transfer closed with data missing; stream reset.
        servers().curl(18, "--http1.1", "-o", "/dev/null", url + "/fail-late");
        servers().curl(92, "--http2", "-o", "/dev/null", url + "/fail-late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void uploadsAreStreamed(String version) throws Exception {
        String url = secure();
        servers().upload(url, version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void bodyThatNobodyWantsIsRefusedOrThrownAway(String version) throws Exception {
        String url = secure();
        assertEquals(List.of("the body has more than 1000 bytes", "413"),
                servers().curl(0, version, "-w", "%{http_code}\\n", "--data-binary", "@" + servers().large(),
                        url + "/small"));
        assertEquals(List.of("hello", "200", "hello", "200"),
                servers().curl(0, version, "-w", "%{http_code}\\n", "--data-binary", "unwanted", url, url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void headHasNoBody(String version) throws Exception {
        List<String> head = servers().curl(0, version, "-I", secure()).stream().map(String::strip).toList();
        assertTrue(head.contains("content-length: 6"), head::toString);
        assertEquals("", head.getLast());
        servers().curl(0, version, "-I", secure() + "/bytes/10");
    }

    @Test
    void oversizedHeaderIsRefusedAndTheServerGoesOn() throws Exception {
        String url = secure();
        String header = "X: " + "a".repeat(20_000);
        assertEquals(List.of("the request cannot be read", "431"),
                servers().curl(0, "--http1.1", "-w", "%{http_code}\\n", "-H", header, url));
        // Netty ends the connection with a GOAWAY.
        servers().curl(16, "--http2", "-H", header, url);
        assertEquals(List.of("hello"), servers().curl(0, url));
    }

    @Test
    void clientWithoutTlsIsTurnedAwayAtOnce() throws Exception {
        String url = secure();
        servers().curl(52, url.replace("https", "http"));
        try (Socket socket = WebServers.connect(servers().secure())) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 99, 99, 99});
            socket.shutdownOutput();
            assertEquals("", WebServers.all(socket).replaceAll("[^a-zA-Z ]", ""));
        }
        assertEquals(List.of("hello"), servers().curl(0, url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void h2loadSeesNoFailure(String protocol) throws Exception {
        servers().h2load(protocol);
    }
}
