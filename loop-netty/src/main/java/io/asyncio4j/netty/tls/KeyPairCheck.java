// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/** Finds out whether two keys belong together: what one has signed, the other has to accept. Any thread. */
final class KeyPairCheck {

    private static final byte[] SOMETHING = {1, 2, 3};

    private KeyPairCheck() {}

    static boolean belongTogether(PrivateKey secret, PublicKey open) {
        @Nullable String method = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            // Not known how it signs: the handshake will tell.
            default -> null;
        };
        if (method == null) {
            return true;
        }
        try {
            Signature signature = Signature.getInstance(method);
            signature.initSign(secret);
            signature.update(SOMETHING);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(SOMETHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKinds) {
            return false;
        }
    }
}
