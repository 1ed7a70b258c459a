// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RecordingProtocol} and {@link RecordingBufferedProtocol} share: each callback is noted in the log, then does what
 * the rule asked for. Events: {@code made}, {@code data:text}, {@code eof}, {@code pause}, {@code resume}, {@code lost:null}
 * or {@code lost:IOException} for every error of I/O, {@code lost:RuntimeException(text)} for any other. Loop only.
 *
 * @param <P> the protocol's own type
 */
public abstract class Recorder<P extends Recorder<P>> implements BaseProtocol {

    private static final int SHORT_BYTES = 40;

    private final EventLog log;
    private final String prefix;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean summarize;
    private boolean inData;
    private boolean lost;
    private @Nullable Throwable lostWith;
    private @Nullable Transport transport;
    private Consumer<Transport> made = t -> {};
    private BiConsumer<Transport, byte[]> data = (t, d) -> {};
    private Predicate<Transport> eof = t -> false;
    private Consumer<Transport> lostHook = t -> {};
    private Consumer<Transport> pause = t -> {};
    private Consumer<Transport> resume = t -> {};

    Recorder(EventLog log, String prefix) {
        this.log = log;
        this.prefix = prefix;
    }

    @SuppressWarnings("unchecked")
    private P self() {
        return (P) this;
    }

    // ---- what the rule asks for

    /** Notes {@code data} once for each run of it, without the bytes: for much of it. */
    public P summarizing() {
        summarize = true;
        return self();
    }

    /** Does something in {@code connectionMade}. */
    public P onMade(Consumer<Transport> action) {
        Consumer<Transport> before = made;
        made = before.andThen(action);
        return self();
    }

    /** Does something with the bytes that have come. */
    public P onData(BiConsumer<Transport, byte[]> action) {
        data = action;
        return self();
    }

    /** Does something at the peer's end of file, and says whether to keep the transport open. */
    public P onEof(Predicate<Transport> action) {
        eof = action;
        return self();
    }

    /** Does something in {@code connectionLost}. */
    public P onLost(Consumer<Transport> action) {
        lostHook = action;
        return self();
    }

    /** Does something in {@code pauseWriting}. */
    public P onPause(Consumer<Transport> action) {
        pause = action;
        return self();
    }

    /** Does something in {@code resumeWriting}. */
    public P onResume(Consumer<Transport> action) {
        resume = action;
        return self();
    }

    // ---- what was seen

    /** The transport of {@code connectionMade}. */
    public Transport transport() {
        return Objects.requireNonNull(transport, "the protocol was not connected");
    }

    /** Tells the transport to a protocol that takes over from another and so gets no {@code connectionMade}. */
    public P use(Transport connected) {
        transport = connected;
        return self();
    }

    /** Whether {@code connectionMade} was called. */
    public boolean isMade() {
        return transport != null;
    }

    /** Whether {@code connectionLost} was called. */
    public boolean isLost() {
        return lost;
    }

    /** The argument of {@code connectionLost}. */
    public @Nullable Throwable lostWith() {
        return lostWith;
    }

    /** All bytes so far. */
    public byte[] received() {
        return received.toByteArray();
    }

    /** All bytes so far as Latin 1. */
    public String text() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** How many bytes came so far. */
    public int count() {
        return received.size();
    }

    // ---- callbacks

    final void note(String event) {
        inData = false;
        log.add(prefix + event);
    }

    final void take(byte[] bytes) {
        received.writeBytes(bytes);
        if (!summarize) {
            note("data:" + (bytes.length > SHORT_BYTES
                    ? bytes.length + " bytes"
                    : new String(bytes, StandardCharsets.ISO_8859_1)));
        } else if (!inData) {
            note("data");
            inData = true;
        }
        data.accept(transport(), bytes);
    }

    final boolean end() {
        note("eof");
        return eof.test(transport());
    }

    @Override
    public final void connectionMade(BaseTransport connected) {
        transport = (Transport) connected;
        note("made");
        made.accept(transport());
    }

    @Override
    public final void connectionLost(@Nullable Throwable exc) {
        lost = true;
        lostWith = exc;
        note("lost:" + describe(exc));
        if (transport != null) {
            lostHook.accept(transport);
        }
    }

    @Override
    public final void pauseWriting() {
        note("pause");
        pause.accept(transport());
    }

    @Override
    public final void resumeWriting() {
        note("resume");
        resume.accept(transport());
    }

    private static String describe(@Nullable Throwable exc) {
        return exc == null
                ? "null"
                : exc instanceof IOException
                        ? "IOException"
                        : exc.getClass().getSimpleName() + "(" + exc.getMessage() + ")";
    }
}
