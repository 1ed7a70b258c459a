// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.asyncio4j.net.Pem;
import io.asyncio4j.netty.tls.PemBlocks.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in each form that openssl writes, encrypted or not: PKCS#8, PKCS#1 (RSA) and SEC 1 (EC). The JDK reads the
 * first only, so the others are wrapped into it. Any thread.
 */
final class PrivateKeys {

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA", "DSA", "RSASSA-PSS"};

    private static final Pattern DEK = Pattern.compile("DEK-Info: (AES-(\\d+)-CBC|DES-EDE3-CBC),([0-9A-Fa-f]+)");

    private PrivateKeys() {}

    /**
     * Reads a key.
     *
     * @param what names the value in errors
     * @param password what it is encrypted with, or null
     * @throws IllegalArgumentException when it cannot be read, or is encrypted with another password
     */
    static PrivateKey read(String what, Pem pem, @Nullable String password) {
        Block block = PemBlocks.key(what, pem);
        boolean encrypted = block.type().startsWith("ENCRYPTED") || !block.headers().isEmpty();
        if (encrypted && password == null) {
            throw PemBlocks.bad(what, pem, "is encrypted", "give keyPassword", null);
        }
        byte[] der;
        try {
            der = password == null || !encrypted ? block.der() : decrypt(block, password);
        } catch (GeneralSecurityException | IOException e) {
            throw PemBlocks.bad(what, pem, "cannot be decrypted: " + e.getMessage(), "check keyPassword", e);
        }
        byte[] pkcs8 = switch (block.type()) {
            case "RSA PRIVATE KEY" -> sequence(VERSION_0, RSA, tagged(4, der));
            case "EC PRIVATE KEY" -> sequence(VERSION_0, sequence(EC, curve(what, pem, der)), tagged(4, der));
            default -> der;
        };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException otherAlgorithm) {
                // The next one may know it.
            } catch (GeneralSecurityException e) {
                throw PemBlocks.bad(what, pem, "cannot be read: " + e.getMessage(), "make it anew", e);
            }
        }
        throw PemBlocks.bad(
                what, pem, "is no key of " + Arrays.toString(ALGORITHMS),
                encrypted ? "check keyPassword" : "make one of these", null);
    }

    private static byte[] decrypt(Block block, String password) throws GeneralSecurityException, IOException {
        if (!block.headers().isEmpty()) {
            return decryptOldForm(block, password);
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.der());
        AlgorithmParameters parameters = info.getAlgParameters();
        // For PBES2 the JDK names what is meant only by the parameters' text.
        String algorithm = parameters != null && info.getAlgName().equals("PBES2")
                ? parameters.toString()
                : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray());
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(spec), parameters);
            return info.getKeySpec(cipher).getEncoded();
        } finally {
            spec.clearPassword();
        }
    }

    /** What openssl writes with {@code -traditional}: a key from one round of MD5 over password and salt. */
    private static byte[] decryptOldForm(Block block, String password) throws GeneralSecurityException {
        Matcher matcher = DEK.matcher(block.headers());
        if (!matcher.find()) {
            throw new GeneralSecurityException("unknown method: "
                    + block.headers().lines().skip(1).findFirst().orElse("none"));
        }
        byte[] iv = HexFormat.of().parseHex(matcher.group(3));
        boolean aes = matcher.group(2) != null;
        byte[] key = new byte[aes ? Integer.parseInt(matcher.group(2)) / Byte.SIZE : 24];
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] digest = new byte[0];
        for (int filled = 0; filled < key.length; filled += digest.length) {
            md5.update(digest);
            md5.update(password.getBytes(StandardCharsets.UTF_8));
            md5.update(iv, 0, 8);
            digest = md5.digest();
            System.arraycopy(digest, 0, key, filled, Math.min(digest.length, key.length - filled));
        }
        Cipher cipher = Cipher.getInstance(aes ? "AES/CBC/PKCS5Padding" : "DESede/CBC/PKCS5Padding");
        cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, aes ? "AES" : "DESede"), new IvParameterSpec(iv));
        return cipher.doFinal(block.der());
    }

    /** The curve's name, which SEC 1 has behind the key: SEQUENCE, INTEGER 1, OCTET STRING key, [0] name. */
    private static byte[] curve(String what, Pem pem, byte[] der) {
        try {
            int at = skipHeader(der, 0);
            at = skipValue(der, at);
            at = skipValue(der, at);
            if (der[at] == (byte) 0xa0) {
                return Arrays.copyOfRange(der, skipHeader(der, at), skipValue(der, at));
            }
        } catch (IndexOutOfBoundsException damaged) {
            // Told below.
        }
        throw PemBlocks.bad(what, pem, "does not name its curve", "convert it by: openssl pkcs8 -topk8", null);
    }

    private static int skipHeader(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    private static int skipValue(byte[] der, int at) {
        int begin = skipHeader(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < begin; i++) {
                length = length << Byte.SIZE | der[i] & 0xff;
            }
        }
        return begin + length;
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return tagged(0x30, all.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else if (value.length < 0x100) {
            out.write(0x81);
            out.write(value.length);
        } else {
            // Two bytes of length do for every key.
            out.write(0x82);
            out.write(value.length >> Byte.SIZE);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
