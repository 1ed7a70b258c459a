// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A datagram protocol that notes its callbacks in the log, then does what the rule asked for. Events: {@code made},
 * {@code datagram:text}, {@code error}, {@code pause}, {@code resume}, {@code lost:null} or {@code lost:} with the class of the
 * error. Loop only.
 */
public final class RecordingDatagrams implements DatagramProtocol {

    private static final int SHORT_BYTES = 40;

    private final EventLog log;
    private final String prefix;
    private final List<byte[]> received = new ArrayList<>();
    private final List<SocketAddress> senders = new ArrayList<>();
    private final List<IOException> errors = new ArrayList<>();
    private boolean silent;
    private boolean lost;
    private @Nullable DatagramTransport transport;
    private Consumer<DatagramTransport> made = t -> {};
    private BiConsumer<byte[], SocketAddress> datagram = (d, a) -> {};
    private Consumer<IOException> error = e -> {};

    /**
     * Makes one.
     *
     * @param log where to note
     * @param prefix of each event
     */
    public RecordingDatagrams(EventLog log, String prefix) {
        this.log = log;
        this.prefix = prefix;
    }

    /** Does not note datagrams: for many of them. */
    public RecordingDatagrams silent() {
        silent = true;
        return this;
    }

    /** Does something in {@code connectionMade}. */
    public RecordingDatagrams onMade(Consumer<DatagramTransport> action) {
        made = action;
        return this;
    }

    /** Does something in {@code datagramReceived}. */
    public RecordingDatagrams onDatagram(BiConsumer<byte[], SocketAddress> action) {
        datagram = action;
        return this;
    }

    /** Does something in {@code errorReceived}. */
    public RecordingDatagrams onError(Consumer<IOException> action) {
        error = action;
        return this;
    }

    /** The transport of {@code connectionMade}. */
    public DatagramTransport transport() {
        return Objects.requireNonNull(transport, "the protocol was not connected");
    }

    /** Whether {@code connectionLost} was called. */
    public boolean isLost() {
        return lost;
    }

    /** What came so far. */
    public List<byte[]> received() {
        return received;
    }

    /** Who sent it, in the same order. */
    public List<SocketAddress> senders() {
        return senders;
    }

    /** What {@code errorReceived} was told. */
    public List<IOException> errors() {
        return errors;
    }

    @Override
    public void connectionMade(BaseTransport connected) {
        transport = (DatagramTransport) connected;
        log.add(prefix + "made");
        made.accept(transport);
    }

    @Override
    public void datagramReceived(byte[] data, SocketAddress address) {
        received.add(data);
        senders.add(address);
        if (!silent) {
            log.add(prefix + "datagram:" + (data.length > SHORT_BYTES
                    ? data.length + " bytes"
                    : new String(data, StandardCharsets.ISO_8859_1)));
        }
        datagram.accept(data, address);
    }

    @Override
    public void errorReceived(IOException exc) {
        errors.add(exc);
        log.add(prefix + "error");
        error.accept(exc);
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        lost = true;
        log.add(prefix + "lost:" + (exc == null ? "null" : exc.getClass().getSimpleName()));
    }

    @Override
    public void pauseWriting() {
        log.add(prefix + "pause");
    }

    @Override
    public void resumeWriting() {
        log.add(prefix + "resume");
    }
}
