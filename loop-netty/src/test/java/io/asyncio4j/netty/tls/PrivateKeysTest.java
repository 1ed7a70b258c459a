// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.net.Pem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys as openssl writes them. */
@Timeout(60)
class PrivateKeysTest {

    @TempDir
    Path folder;

    private Path openssl(String out, String... arguments) throws Exception {
        Path file = folder.resolve(out);
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-out", file.toString()));
        try (Peer tool = new Peer(command)) {
            assertEquals(0, tool.status(), tool::output);
        }
        return file;
    }

    private static byte[] read(Path file, String password) {
        return PrivateKeys.read("key", Pem.file(file), password).getEncoded();
    }

    @Test
    void eachFormGivesTheSameKey() throws Exception {
        String rsa = openssl("rsa.pem", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048").toString();
        String ec = openssl("ec.pem", "ecparam", "-name", "prime256v1", "-genkey").toString();
        byte[] rsaKey = read(Path.of(rsa), null);
        byte[] ecKey = read(openssl("ec8.pem", "pkcs8", "-topk8", "-nocrypt", "-in", ec), null);
        assertArrayEquals(rsaKey, read(openssl("rsa1.pem", "rsa", "-traditional", "-in", rsa), null));
        assertArrayEquals(rsaKey, read(openssl("rsaOld.pem", "rsa", "-traditional", "-aes128", "-passout",
                "pass:secret", "-in", rsa), "secret"));
        assertArrayEquals(rsaKey, read(openssl("rsa8.pem", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout",
                "pass:secret", "-in", rsa), "secret"));
        // The JDK may name the curve, and repeat the public key, or not; the number is what counts.
        assertEquals(number(ecKey), number(read(Path.of(ec), null)));
        assertEquals(number(ecKey), number(read(openssl("ecOld.pem", "ec", "-des3", "-passout", "pass:secret", "-in",
                ec), "secret")));
        byte[] ed = read(openssl("ed.pem", "genpkey", "-algorithm", "ED25519"), null);
        assertTrue(ed.length > 32);
    }

    private static Object number(byte[] encoded) throws Exception {
        return ((java.security.interfaces.ECPrivateKey) java.security.KeyFactory.getInstance("EC")
                .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(encoded)))
                .getS();
    }

    @Test
    void whatCannotBeReadIsSaid() throws Exception {
        Path encrypted = openssl("e.pem", "genpkey", "-algorithm", "ED25519", "-aes-256-cbc", "-pass", "pass:right");
        says(Pem.file(encrypted), null, "is encrypted", "keyPassword");
        says(Pem.file(encrypted), "wrong", "cannot be decrypted", "keyPassword");
        says(Pem.file(folder.resolve("missing.pem")), null, "does not exist", "missing.pem");
        says(Pem.file(folder), null, "cannot be read");
        says(Pem.text("nothing"), null, "no private key");
        says(Pem.text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), null, "is no key of");
    }

    private static void says(Pem pem, String password, String... parts) {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> PrivateKeys.read("startTls: key", pem, password));
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
        assertTrue(error.getMessage().startsWith("startTls: key Pem["), error.getMessage());
    }
}
