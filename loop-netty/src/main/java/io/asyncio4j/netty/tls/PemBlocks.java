// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.net.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM text, with errors that tell which of the user's files is meant. Any thread. */
final class PemBlocks {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

    /**
     * One block.
     *
     * @param type what follows {@code BEGIN}
     * @param headers the lines of a block encrypted in the old way, or empty
     * @param der the decoded bytes
     */
    record Block(String type, String headers, byte[] der) {}

    private PemBlocks() {}

    /**
     * Reads certificates.
     *
     * @param what names the value in errors, such as "createServer: certificateChain"
     * @throws IllegalArgumentException when it cannot be read, or holds none
     */
    static X509Certificate[] certificates(String what, Pem pem) {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(what, pem)) {
            if (block.type().equals("CERTIFICATE") || block.type().equals("X509 CERTIFICATE")) {
                found.add(certificate(what, pem, block));
            }
        }
        if (found.isEmpty()) {
            throw bad(what, pem, "has no certificate", "give a text with -----BEGIN CERTIFICATE-----", null);
        }
        return found.toArray(X509Certificate[]::new);
    }

    private static X509Certificate certificate(String what, Pem pem, Block block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw bad(what, pem, "has a certificate that cannot be read: " + e.getMessage(), "make it anew", e);
        }
    }

    /**
     * Finds the block of the private key.
     *
     * @throws IllegalArgumentException when it cannot be read, or holds none
     */
    static Block key(String what, Pem pem) {
        for (Block block : blocks(what, pem)) {
            if (block.type().endsWith("PRIVATE KEY")) {
                return block;
            }
        }
        throw bad(what, pem, "has no private key", "give a text with -----BEGIN PRIVATE KEY-----", null);
    }

    private static List<Block> blocks(String what, Pem pem) {
        List<Block> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(read(what, pem));
        while (matcher.find()) {
            String body = matcher.group(2);
            int endOfHeaders = body.startsWith("Proc-Type") ? body.indexOf("\n\n") : -1;
            String headers = endOfHeaders < 0 ? "" : body.substring(0, endOfHeaders);
            try {
                found.add(new Block(matcher.group(1), headers, Base64.getMimeDecoder()
                        .decode(body.substring(headers.length()).strip())));
            } catch (IllegalArgumentException e) {
                throw bad(what, pem, "is damaged: " + e.getMessage(), "copy it anew", e);
            }
        }
        return found;
    }

    private static String read(String what, Pem pem) {
        if (pem.file() == null) {
            return String.valueOf(pem.text()).replace("\r\n", "\n");
        }
        try {
            return new String(Files.readAllBytes(pem.file()), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        } catch (NoSuchFileException e) {
            throw bad(what, pem, "does not exist", "check the path", e);
        } catch (IOException e) {
            throw bad(what, pem, "cannot be read: " + e, "check the path and its permissions", e);
        }
    }

    static IllegalArgumentException bad(
            String what, Pem pem, String fact, String remedy, @Nullable Throwable cause) {
        return new IllegalArgumentException(what + " " + pem + " " + fact + "; " + remedy, cause);
    }
}
