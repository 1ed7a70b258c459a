// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The other side of a TLS connection: an engine of the JDK over a {@link RawPeer}, which tells all that sockets hide: when
 * close_notify came and when the bytes ended. What blocks is done by a helper thread, one thing at a time; wait for it with the
 * rig.
 */
public final class TlsPeer implements Closeable {

    /** How the peer's bytes came to an end. */
    public enum Ending {
        /** By close_notify. */
        CLOSE_NOTIFY,
        /** By the end of file alone, or a reset. */
        TRUNCATED
    }

    private static final int NET_BYTES = 32 * 1024;

    private final RawPeer raw;
    private final SSLEngine engine;
    private ByteBuffer net = ByteBuffer.allocate(NET_BYTES).flip();

    private TlsPeer(RawPeer raw, SSLEngine engine) {
        this.raw = raw;
        this.engine = engine;
    }

    /** The server's side, showing an identity; {@code setUp} may change its engine. */
    public static TlsPeer server(RawPeer raw, TestIdentity identity, Consumer<SSLEngine> setUp) {
        SSLEngine engine = identity.jdkContext().createSSLEngine();
        engine.setUseClientMode(false);
        setUp.accept(engine);
        return new TlsPeer(raw, engine);
    }

    /** The client's side, which trusts everybody {@link TestIdentity#AUTHORITY} has signed. */
    public static TlsPeer client(RawPeer raw, Consumer<SSLEngine> setUp) {
        SSLEngine engine = TestIdentity.CLIENT.jdkContext().createSSLEngine("localhost", 0);
        engine.setUseClientMode(true);
        setUp.accept(engine);
        return new TlsPeer(raw, engine);
    }

    /** The plain connection below. */
    public RawPeer raw() {
        return raw;
    }

    /** The engine, for what was agreed on. */
    public SSLEngine engine() {
        return engine;
    }

    /** Does the handshake. */
    public CompletableFuture<TlsPeer> handshaking() {
        return RawPeer.helper(() -> {
            engine.beginHandshake();
            handshake();
            return this;
        });
    }

    /** Begins a change of keys (TLS 1.3), which the other side has to answer by one of its own. */
    public void updateKeys() throws IOException {
        engine.beginHandshake();
        handshake();
    }

    private void handshake() throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_WRAP -> wrap(nothing);
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (unwrap(ByteBuffer.allocate(NET_BYTES)).getStatus() == Status.CLOSED) {
                        throw new SSLException("peer: closed during the handshake");
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** Encrypts and sends; also what the engine itself has to say. */
    private void wrap(ByteBuffer data) throws IOException {
        do {
            ByteBuffer out = ByteBuffer.allocate(NET_BYTES);
            SSLEngineResult result = engine.wrap(data, out);
            raw.socket().getOutputStream().write(out.array(), 0, out.position());
            if (result.getStatus() == Status.CLOSED) {
                return;
            }
        } while (data.hasRemaining());
    }

    private SSLEngineResult unwrap(ByteBuffer into) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(net, into);
            if (result.getStatus() != Status.BUFFER_UNDERFLOW) {
                return result;
            }
            net.compact();
            if (!net.hasRemaining()) {
                net = ByteBuffer.allocate(net.capacity() * 2).put(net.flip());
            }
            InputStream in = raw.socket().getInputStream();
            int count = in.read(net.array(), net.position(), net.remaining());
            if (count < 0) {
                net.flip();
                throw new EOFException("peer: end of file without close_notify");
            }
            net.position(net.position() + count).flip();
        }
    }

    /** Sends a few bytes at once, in one record. */
    public void send(String text) throws IOException {
        wrap(ByteBuffer.wrap(TcpRig.bytes(text)));
    }

    /** Encrypts a text without sending it: the records are the rule's to send. */
    public byte[] encrypt(String text) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(NET_BYTES);
        engine.wrap(ByteBuffer.wrap(TcpRig.bytes(text)), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Sends any number of bytes. */
    public CompletableFuture<Integer> sending(byte[] data) {
        return RawPeer.helper(() -> {
            wrap(ByteBuffer.wrap(data));
            return data.length;
        });
    }

    /** Reads exactly so many bytes. */
    public CompletableFuture<byte[]> reading(int count) {
        return RawPeer.helper(() -> {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            while (data.size() < count) {
                if (!readSome(data)) {
                    throw new EOFException("peer: close_notify after " + data.size() + " of " + count + " bytes");
                }
            }
            return data.toByteArray();
        });
    }

    /** What came up to the end, and how that came. */
    public record Rest(byte[] data, Ending ending) {}

    /** Reads up to close_notify, or the end of file or a reset without one. */
    public CompletableFuture<Rest> readingToEnd() {
        return RawPeer.helper(() -> {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try {
                while (readSome(data)) {
                    // On to the end.
                }
            } catch (EOFException | SocketException cut) {
                return new Rest(data.toByteArray(), Ending.TRUNCATED);
            }
            return new Rest(data.toByteArray(), Ending.CLOSE_NOTIFY);
        });
    }

    private boolean readSome(ByteArrayOutputStream data) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(NET_BYTES);
        SSLEngineResult result = unwrap(into);
        data.write(into.array(), 0, into.position());
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.getStatus() == Status.OK) {
            wrap(ByteBuffer.allocate(0));
        }
        return result.getStatus() != Status.CLOSED;
    }

    /** Says close_notify. */
    public void closeNotify() throws IOException {
        engine.closeOutbound();
        wrap(ByteBuffer.allocate(0));
    }

    /** The socket below. */
    public Socket socket() {
        return raw.socket();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
