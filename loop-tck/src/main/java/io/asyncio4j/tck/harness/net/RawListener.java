// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A listening socket of the JDK for loops to connect to. Test thread only. */
public final class RawListener implements Closeable {

    /** How long a connect is tried that must hang: the system repeats its first packet after a second only. */
    static final int HANGS_MILLIS = 50;

    private static final int MOST_WAITING = 64;

    private final ServerSocket socket;

    /** Connections that only fill the queue. */
    private final List<Socket> fillers = new ArrayList<>();

    private RawListener(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Listens.
     *
     * @param host literal address
     * @param port port, 0 for a free one
     * @return the listener
     * @throws IOException when the address cannot be bound
     */
    public static RawListener open(String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setSoTimeout(RawPeer.TIMEOUT_MILLIS);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            return new RawListener(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Listens, but with a full queue: whoever connects waits for ever, since the system drops its packets.
     *
     * @param host literal address
     * @param port port, 0 for a free one
     * @return the listener
     * @throws IOException when the address cannot be bound, or connects do not hang on this system
     */
    public static RawListener full(String host, int port) throws IOException {
        RawListener listener = new RawListener(new ServerSocket(port, 1, InetAddress.ofLiteral(host)));
        int hang = 0;
        for (int i = 0; i < MOST_WAITING; i++) {
            Socket filler = new Socket();
            try {
                filler.connect(listener.address(), HANGS_MILLIS);
                listener.fillers.add(filler);
                hang = 0;
            } catch (SocketTimeoutException itHangs) {
                filler.close();
                // One alone may have come from a crowded machine.
                if (++hang == 2) {
                    return listener;
                }
            }
        }
        listener.close();
        throw new IOException(
                "raw listener: " + MOST_WAITING + " connections wait in a queue of one; no connect hangs here");
    }

    /**
     * A port of 127.0.0.1 where nobody listens for the moment.
     *
     * @return the port
     * @throws IOException when there is none
     */
    public static int freePort() throws IOException {
        return freePort("127.0.0.1");
    }

    /**
     * A port where nobody listens for the moment.
     *
     * @param host literal address
     * @return the port
     * @throws IOException when there is none
     */
    public static int freePort(String host) throws IOException {
        try (RawListener listener = open(host, 0)) {
            return listener.port();
        }
    }

    /**
     * Takes the next connection.
     *
     * @return the peer
     * @throws IOException when none comes
     */
    public RawPeer accept() throws IOException {
        return new RawPeer(socket.accept());
    }

    /**
     * Tells whether a connection waits to be taken; if so, it is taken and closed.
     *
     * @return true if there was one
     * @throws IOException when the listener is closed
     */
    public boolean wasTried() throws IOException {
        socket.setSoTimeout(1);
        try (Socket taken = socket.accept()) {
            return taken.isBound();
        } catch (SocketTimeoutException nobody) {
            return false;
        } finally {
            socket.setSoTimeout(RawPeer.TIMEOUT_MILLIS);
        }
    }

    /**
     * The listener's address.
     *
     * @return address and port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /**
     * The listener's port.
     *
     * @return the port
     */
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
        socket.close();
    }
}
