// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.tck.harness.EventLog;
import io.asyncio4j.protocols.BufferedProtocol;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BufferedProtocol} that notes every callback; see {@link Recorder}. Besides: {@code buffer:-1} with the hint, and
 * {@code updated:5} before the {@code data} of it. Loop only.
 */
public final class RecordingBufferedProtocol extends Recorder<RecordingBufferedProtocol> implements BufferedProtocol {

    private static final int USUAL_BYTES = 4096;

    private IntFunction<ByteBuffer> buffers = hint -> ByteBuffer.allocate(USUAL_BYTES);
    private IntConsumer updated = count -> {};
    private boolean quiet;
    private @Nullable ByteBuffer current;

    /**
     * Makes a protocol.
     *
     * @param log where to
     * @param prefix what all its events begin with
     */
    public RecordingBufferedProtocol(EventLog log, String prefix) {
        super(log, prefix);
    }

    /** Gives these buffers. */
    public RecordingBufferedProtocol buffers(IntFunction<ByteBuffer> buffers) {
        this.buffers = buffers;
        return this;
    }

    /** Does something in {@code bufferUpdated}, after the event is noted. */
    public RecordingBufferedProtocol onUpdated(IntConsumer action) {
        updated = action;
        return this;
    }

    /** Leaves {@code buffer} and {@code updated} out, since at the end of file a loop may ask for a buffer or not. */
    public RecordingBufferedProtocol quiet() {
        quiet = true;
        return this;
    }

    /** The buffer that was given last. */
    public ByteBuffer buffer() {
        return Objects.requireNonNull(current, "getBuffer was not called");
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        if (!quiet) {
            note("buffer:" + sizeHint);
        }
        ByteBuffer given = buffers.apply(sizeHint);
        current = given;
        return given;
    }

    @Override
    public void bufferUpdated(int nbytes) {
        if (!quiet) {
            note("updated:" + nbytes);
        }
        updated.accept(nbytes);
        byte[] bytes = new byte[nbytes];
        buffer().get(buffer().position(), bytes);
        take(bytes);
    }

    @Override
    public boolean eofReceived() {
        return end();
    }
}
