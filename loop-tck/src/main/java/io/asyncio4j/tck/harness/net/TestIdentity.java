// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, made when a test needs it: nothing expires on a shelf, and no tool has to be there. Elliptic
 * curve P-256, signed with SHA-256; good for tests only.
 */
public final class TestIdentity {

    /** What all other identities of {@link #of} are signed by: made once, as it takes a moment. */
    public static final TestIdentity AUTHORITY = make("asyncio4j test authority", List.of(), 0, 30, null, true);

    /** For {@code localhost} and {@code 127.0.0.1}, valid, signed by {@link #AUTHORITY}. */
    public static final TestIdentity LOCALHOST = of("localhost", "127.0.0.1");

    /** A client's, signed by {@link #AUTHORITY}. */
    public static final TestIdentity CLIENT = of("client.test");

    private final KeyPair keys;
    private final byte[] name;
    private final byte[] certificate;

    private TestIdentity(KeyPair keys, byte[] name, byte[] certificate) {
        this.keys = keys;
        this.name = name;
        this.certificate = certificate;
    }

    /**
     * Makes a valid identity that {@link #AUTHORITY} has signed.
     *
     * @param names host names and addresses, the first is its common name too
     * @return the identity
     */
    public static TestIdentity of(String... names) {
        return make(names[0], List.of(names), -1, 30, AUTHORITY, false);
    }

    /**
     * Makes one that ended yesterday.
     *
     * @param names host names and addresses
     * @return the identity
     */
    public static TestIdentity expired(String... names) {
        return make(names[0], List.of(names), -30, -1, AUTHORITY, false);
    }

    /**
     * Makes one that nobody but itself has signed.
     *
     * @param names host names and addresses
     * @return the identity
     */
    public static TestIdentity selfSigned(String... names) {
        return make(names[0], List.of(names), -1, 30, null, false);
    }

    private static TestIdentity make(
            String common, List<String> names, int fromDay, int toDay, @Nullable TestIdentity issuer, boolean signs) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(common))));
            byte[] algorithm = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
            Instant now = Instant.now();
            byte[] body = Der.sequence(
                    Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                    Der.integer(BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))),
                    algorithm,
                    issuer == null ? name : issuer.name,
                    Der.sequence(
                            Der.time(now.plus(Duration.ofDays(fromDay)).minusSeconds(60)),
                            Der.time(now.plus(Duration.ofDays(toDay)))),
                    name,
                    keys.getPublic().getEncoded(),
                    Der.tagged(0xa3,
                            Der.sequence(extensions(names, signs, keys, issuer == null ? keys : issuer.keys))));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuer == null ? keys.getPrivate() : issuer.keys.getPrivate());
            signature.update(body);
            return new TestIdentity(
                    keys, name, Der.sequence(body, algorithm, Der.bits(signature.sign())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TestIdentity: no certificate can be made: " + e + "; use a whole JDK", e);
        }
    }

    private static byte[][] extensions(List<String> names, boolean signs, KeyPair own, KeyPair issuer)
            throws GeneralSecurityException {
        List<byte[]> all = new ArrayList<>();
        all.add(Der.sequence(Der.oid("2.5.29.14"), Der.octets(Der.octets(fingerprint(own)))));
        all.add(Der.sequence(
                Der.oid("2.5.29.35"), Der.octets(Der.sequence(Der.tagged(0x80, fingerprint(issuer))))));
        if (signs) {
            // To sign certificates, and nothing else.
            all.add(Der.sequence(
                    Der.oid("2.5.29.15"), Der.yes(), Der.octets(new byte[] {3, 2, 2, 4})));
            all.add(Der.sequence(Der.oid("2.5.29.19"), Der.yes(), Der.octets(Der.sequence(Der.yes()))));
        }
        if (!names.isEmpty()) {
            List<byte[]> alternatives = new ArrayList<>();
            for (String each : names) {
                alternatives.add(
                        each.matches("[0-9.]+|.*:.*")
                                ? Der.tagged(0x87, InetAddress.ofLiteral(each).getAddress())
                                : Der.tagged(0x82, each.getBytes(StandardCharsets.US_ASCII)));
            }
            all.add(Der.sequence(
                    Der.oid("2.5.29.17"), Der.octets(Der.sequence(alternatives.toArray(byte[][]::new)))));
        }
        return all.toArray(byte[][]::new);
    }

    /** What strict checkers look for issuers by. */
    private static byte[] fingerprint(KeyPair keys) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(keys.getPublic().getEncoded());
    }

    /** {@return the certificate} */
    public Pem certificate() {
        return Pem.text(pem("CERTIFICATE", certificate));
    }

    /** {@return its private key, not encrypted} */
    public Pem key() {
        return Pem.text(pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    /** {@return a server that shows this identity} */
    public TlsContext server() {
        return TlsContext.forClient().certificate(certificate(), key());
    }

    /** {@return a client that trusts those that this identity has signed, and itself} */
    public TlsContext trusting() {
        return TlsContext.forClient().trust(certificate());
    }

    /** {@return a context of the JDK that shows this identity and trusts those of {@link #AUTHORITY}} */
    public SSLContext jdkContext() {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            char[] none = new char[0];
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, none);
            own.setKeyEntry("own", keys.getPrivate(), none, new Certificate[] {decoded(factory, certificate)});
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(own, none);
            KeyStore others = KeyStore.getInstance("PKCS12");
            others.load(null, none);
            others.setCertificateEntry("authority", decoded(factory, AUTHORITY.certificate));
            TrustManagerFactory trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(others);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TestIdentity: no context can be made: " + e + "; use a whole JDK", e);
        }
    }

    private static Certificate decoded(CertificateFactory factory, byte[] der) throws CertificateException {
        return factory.generateCertificate(new ByteArrayInputStream(der));
    }
}
