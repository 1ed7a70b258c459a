// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import static io.asyncio4j.net.Changes.changes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsContextTest {

    private static final TlsContext BASE = TlsContext.forClient();

    @Test
    void eachWitherChangesItsOwnValue() {
        assertEquals(List.of("keyPassword"), changes(BASE, BASE.keyPassword("p")));
        assertEquals(List.of("trust"), changes(BASE, BASE.trust(Pem.text("t"))));
        assertEquals(List.of("verifyPeer"), changes(BASE, BASE.verifyPeer(false)));
        assertEquals(List.of("checkHostname"), changes(BASE, BASE.checkHostname(false)));
        assertEquals(List.of("clientAuth"), changes(BASE, BASE.clientAuth(ClientAuth.REQUIRED)));
        assertEquals(List.of("alpnProtocols"), changes(BASE, BASE.alpnProtocols("h2", "http/1.1")));
        assertEquals(List.of("versions"), changes(BASE, BASE.versions("TLSv1.3")));
        assertEquals(List.of("ciphers"), changes(BASE, BASE.ciphers("TLS_AES_128_GCM_SHA256")));
        assertEquals(List.of("serverNames"), changes(BASE, BASE.serverName("a.test", BASE)));
        assertEquals(List.of("offloadHandshake"), changes(BASE, BASE.offloadHandshake(true)));
        assertEquals(
                List.of("certificateChain", "privateKey"),
                changes(BASE, BASE.certificate(Pem.text("c"), Pem.text("k"))));
    }

    @Test
    void certificateAndKeyComeTogether() {
        assertThrows(IllegalArgumentException.class, () -> new TlsContext(
                null, Pem.text("c"), null, null, null, true, true, ClientAuth.NONE, List.of(), List.of(), List.of(),
                Map.of(), false));
    }

    @Test
    void engineContextsBringTheirOwnCertificates() throws NoSuchAlgorithmException {
        TlsContext wrapped = TlsContext.of(SSLContext.getDefault());
        assertThrows(IllegalArgumentException.class, () -> wrapped.trust(Pem.text("t")));
        assertThrows(IllegalArgumentException.class, () -> wrapped.certificate(Pem.text("c"), Pem.text("k")));
    }

    @Test
    void serverNamesAddUp() {
        TlsContext both = BASE.serverName("a.test", BASE).serverName("*.b.test", BASE);
        assertEquals(java.util.Set.of("a.test", "*.b.test"), both.serverNames().keySet());
        assertThrows(IllegalArgumentException.class, () -> BASE.serverName("", BASE));
    }

    @Test
    void textShowsNoSecrets() {
        String text = TlsContext.forServer(Path.of("chain.pem"), Path.of("key.pem"))
                .keyPassword("secret")
                .toString();
        assertFalse(text.contains("secret"), text);
        assertEquals("Pem[text]", Pem.text("secret").toString());
    }
}
