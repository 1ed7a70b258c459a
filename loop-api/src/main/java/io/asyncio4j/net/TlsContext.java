// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to speak TLS, told without an engine (Python: {@code ssl.SSLContext}). Any thread: a value, from which each loop
 * makes its engine once.
 *
 * <p>Start with {@link #forClient()}, {@link #forServer(Path, Path)} or {@link #of(SSLContext)}. Keep it and use it
 * again: files are read and engines are made once a description, and sessions can only be resumed within one.
 *
 * <p>What can go wrong, always with a text that tells what and what to do:
 * <ul>
 *   <li>{@link IllegalArgumentException} by the call that is given the description: a file that cannot be read, a key
 *       that does not fit, a wrong password, an unknown version or cipher suite
 *   <li>{@link javax.net.ssl.SSLPeerUnverifiedException}: this side does not accept the peer's certificate (expired,
 *       self-signed, made for another name)
 *   <li>{@link javax.net.ssl.SSLProtocolException}: what the peer sends is no TLS, or was changed on its way
 *   <li>{@link javax.net.ssl.SSLHandshakeException}: the sides cannot agree, or the peer refuses this one
 *   <li>{@link java.net.SocketException}: the peer left during the handshake, or took longer than the limit
 *   <li>{@link java.util.concurrent.TimeoutException} to {@code connectionLost}: the peer did not answer the end of TLS
 * </ul>
 *
 * @param engine an engine's own context, such as an {@link SSLContext}, that has certificates and trust already; or
 *     null to make one from the other values
 * @param certificateChain this side's certificate and those that sign it, or null
 * @param privateKey the certificate's key, or null
 * @param keyPassword what the key is encrypted with, or null
 * @param trust certificates to trust, or null for the platform's
 * @param verifyPeer whether a client checks the server's certificate
 * @param checkHostname whether a client checks that the certificate names the server
 * @param clientAuth whether a server asks for a certificate
 * @param alpnProtocols application protocols to offer, best first; empty for none
 * @param versions TLS versions to allow, such as {@code TLSv1.3}; empty for 1.2 and 1.3
 * @param ciphers cipher suites to allow, best first; empty for the engine's
 * @param serverNames for a server of several names: what to use for a client that asks for a name; {@code *.} in front
 *     of a name stands for one label
 * @param offloadHandshake whether the costly part of a handshake runs in the loop's default executor
 */
public record TlsContext(
        @Nullable Object engine,
        @Nullable Pem certificateChain,
        @Nullable Pem privateKey,
        @Nullable String keyPassword,
        @Nullable Pem trust,
        boolean verifyPeer,
        boolean checkHostname,
        ClientAuth clientAuth,
        List<String> alpnProtocols,
        List<String> versions,
        List<String> ciphers,
        Map<String, TlsContext> serverNames,
        boolean offloadHandshake) {

    private static final TlsContext CLIENT = new TlsContext(
            null, null, null, null, null, true, true, ClientAuth.NONE, List.of(), List.of(), List.of(), Map.of(),
            false);

    /**
     * A client that checks certificate and name against the platform's trust (asyncio: {@code ssl=True}; Python:
     * {@code ssl.create_default_context()}).
     *
     * @return the description
     */
    public static TlsContext forClient() {
        return CLIENT;
    }

    /**
     * A server with a certificate.
     *
     * @param certificateChain PEM file with the certificate and those that sign it
     * @param privateKey PEM file with the certificate's key
     * @return the description
     * @throws NullPointerException when an argument is null
     */
    public static TlsContext forServer(Path certificateChain, Path privateKey) {
        return CLIENT.certificate(Pem.file(certificateChain), Pem.file(privateKey));
    }

    /**
     * A ready context of the JDK, for either side.
     *
     * @param context the context
     * @return the description
     * @throws NullPointerException when {@code context} is null
     */
    public static TlsContext of(SSLContext context) {
        return ofEngine(Objects.requireNonNull(context, "TlsContext: context is null; use forClient()"));
    }

    /**
     * A ready context of the engine that the loop uses. A loop refuses what it does not know.
     *
     * @param engine the engine's context
     * @return the description
     * @throws NullPointerException when {@code engine} is null
     */
    public static TlsContext ofEngine(Object engine) {
        Objects.requireNonNull(engine, "TlsContext: engine is null; use forClient()");
        return new TlsContext(
                engine, null, null, null, null, true, true, ClientAuth.NONE, List.of(), List.of(), List.of(), Map.of(),
                false);
    }

    /**
     * A copy with another certificate for this side.
     *
     * @param certificateChain the certificate and those that sign it
     * @param privateKey the certificate's key
     * @return the copy
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when this describes an engine's context, which has its own
     */
    public TlsContext certificate(Pem certificateChain, Pem privateKey) {
        Objects.requireNonNull(certificateChain, "TlsContext: certificateChain is null; give it, with its key");
        Objects.requireNonNull(privateKey, "TlsContext: privateKey is null; give the certificate's key");
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when {@code clientAuth}, a list or one of its elements is null
     * @throws IllegalArgumentException when only one of certificate and key is given, or an engine's context together
     * with a certificate or trust
     */
    public TlsContext {
        Objects.requireNonNull(clientAuth, "TlsContext: clientAuth is null; use ClientAuth.NONE");
        alpnProtocols = List.copyOf(alpnProtocols);
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        serverNames = Map.copyOf(serverNames);
        if ((certificateChain == null) != (privateKey == null)) {
            throw new IllegalArgumentException(
                    "TlsContext: a certificate or a key is given without the other; give both or none");
        }
        if (engine != null && (certificateChain != null || trust != null)) {
            throw new IllegalArgumentException("TlsContext: " + engine.getClass().getName()
                    + " is given together with a certificate or trust; it has its own, give one of the two");
        }
    }

    /**
     * A copy with another key password.
     *
     * @param keyPassword what the key is encrypted with
     * @return the copy
     */
    public TlsContext keyPassword(String keyPassword) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another trust.
     *
     * @param trust certificates to trust
     * @return the copy
     */
    public TlsContext trust(Pem trust) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another choice about the server's certificate.
     *
     * @param verifyPeer whether a client checks it
     * @return the copy
     */
    public TlsContext verifyPeer(boolean verifyPeer) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another choice about the server's name.
     *
     * @param checkHostname whether a client checks that the certificate names it
     * @return the copy
     */
    public TlsContext checkHostname(boolean checkHostname) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another choice about the client's certificate.
     *
     * @param clientAuth whether a server asks for it
     * @return the copy
     * @throws NullPointerException when {@code clientAuth} is null
     */
    public TlsContext clientAuth(ClientAuth clientAuth) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another list of application protocols.
     *
     * @param alpnProtocols their names, best first
     * @return the copy
     * @throws NullPointerException when one of them is null
     */
    public TlsContext alpnProtocols(String... alpnProtocols) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                List.of(alpnProtocols), versions, ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another list of TLS versions.
     *
     * @param versions their names, such as {@code TLSv1.3}
     * @return the copy
     * @throws NullPointerException when one of them is null
     */
    public TlsContext versions(String... versions) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, List.of(versions), ciphers, serverNames, offloadHandshake);
    }

    /**
     * A copy with another list of cipher suites.
     *
     * @param ciphers their names, best first
     * @return the copy
     * @throws NullPointerException when one of them is null
     */
    public TlsContext ciphers(String... ciphers) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, List.of(ciphers), serverNames, offloadHandshake);
    }

    /**
     * A copy that uses another description for clients that ask for {@code name} (Python: {@code sni_callback}).
     * Servers only; who asks for no name, or for another one, gets this description.
     *
     * @param name the name that clients ask for; {@code *.example.org} stands for all with one more label
     * @param context what to use for them; its own names are not looked at
     * @return the copy, which keeps the names that were given before
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the name is empty
     */
    public TlsContext serverName(String name, TlsContext context) {
        Objects.requireNonNull(name, "TlsContext: the server name is null; give the name that clients ask for");
        Objects.requireNonNull(context, "TlsContext: the context of a server name is null; give its certificate");
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "TlsContext: the server name is empty; give the name that clients ask for");
        }
        Map<String, TlsContext> names = new LinkedHashMap<>(serverNames);
        names.put(name, context);
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, names, offloadHandshake);
    }

    /**
     * A copy with another choice of where a handshake computes. Without it, as in asyncio, the loop does, which takes a
     * millisecond or more a connection.
     *
     * @param offloadHandshake whether signing and checking run in the loop's default executor
     * @return the copy
     */
    public TlsContext offloadHandshake(boolean offloadHandshake) {
        return new TlsContext(
                engine, certificateChain, privateKey, keyPassword, trust, verifyPeer, checkHostname, clientAuth,
                alpnProtocols, versions, ciphers, serverNames, offloadHandshake);
    }

    /** All values but the key's password. */
    @Override
    public String toString() {
        return "TlsContext[engine=" + engine + ", certificateChain=" + certificateChain + ", trust=" + trust
                + ", verifyPeer=" + verifyPeer + ", checkHostname=" + checkHostname + ", clientAuth=" + clientAuth
                + ", alpnProtocols=" + alpnProtocols + ", versions=" + versions + ", ciphers=" + ciphers
                + ", serverNames=" + serverNames.keySet() + ", offloadHandshake=" + offloadHandshake + "]";
    }
}
