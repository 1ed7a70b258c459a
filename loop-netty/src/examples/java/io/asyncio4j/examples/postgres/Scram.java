// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677): no I/O, so it can be read beside the RFC. */
final class Scram {

    /** "No channel binding", and the same in Base64 where it is repeated. */
    private static final String BINDING = "n,,";

    private final String password;
    private final String nonce;
    private byte[] serverSignature = {};

    Scram(String password) {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        this(password, Base64.getEncoder().encodeToString(random));
    }

    /** With a given nonce: the examples of the RFC have theirs. */
    Scram(String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
    }

    /** The first message. The user's name is left out: PostgreSQL takes that of the start-up message. */
    String begin() {
        return BINDING + bare();
    }

    private String bare() {
        return "n=,r=" + nonce;
    }

    /** Answers the server's challenge. Costly on purpose, so not for the loop's thread. */
    String prove(String challenge) throws ProtocolException, GeneralSecurityException {
        Map<Character, String> parts = parts(challenge);
        String both = parts.getOrDefault('r', "");
        if (!both.startsWith(nonce) || both.equals(nonce)) {
            throw new ProtocolException("scram: the server's nonce does not continue ours; somebody is in between");
        }
        byte[] salt = Base64.getDecoder().decode(parts.getOrDefault('s', ""));
        int rounds = Integer.parseInt(parts.getOrDefault('i', ""));
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, 256))
                .getEncoded();
        byte[] clientKey = hmac(salted, "Client Key");
        String binding = Base64.getEncoder().encodeToString(BINDING.getBytes(StandardCharsets.US_ASCII));
        String answer = "c=" + binding + ",r=" + both;
        String conversation = bare() + "," + challenge + "," + answer;
        byte[] proof = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), conversation);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        serverSignature = hmac(hmac(salted, "Server Key"), conversation);
        return answer + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    /** Checks that the server knew the password, too. */
    void finish(String verdict) throws ProtocolException {
        byte[] signature = Base64.getDecoder().decode(parts(verdict).getOrDefault('v', ""));
        if (serverSignature.length == 0 || !Arrays.equals(signature, serverSignature)) {
            throw new ProtocolException(
                    "scram: the server does not know the password; it is not the one it pretends to be");
        }
    }

    private static Map<Character, String> parts(String message) {
        Map<Character, String> parts = new HashMap<>();
        for (String part : message.split(",")) {
            if (part.length() > 1 && part.charAt(1) == '=') {
                parts.put(part.charAt(0), part.substring(2));
            }
        }
        return parts;
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
