// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.watch.Watch;
import io.asyncio4j.netty.watch.Watchers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** A channel that the loop's selector polls; one read an iteration. Loop only. */
final class SelectableSource<C extends SelectableChannel & ReadableByteChannel> implements PipeSource {

    private final Watchers watchers;
    private final C channel;
    private final ByteBuffer buffer;
    private final Context context;
    private final Listener listener;
    private @Nullable Watch watch;

    /**
     * Makes it.
     *
     * @param buffer of the loop, used during a read only
     */
    SelectableSource(Watchers watchers, C channel, ByteBuffer buffer, Context context, Listener listener) {
        this.watchers = watchers;
        this.channel = channel;
        this.buffer = buffer;
        this.context = context;
        this.listener = listener;
    }

    @Override
    public void reading(boolean wanted) {
        Watch present = watch;
        if (wanted && present == null) {
            watchers.keep(channel);
            watch = watchers.startReading(channel, this::ready, context);
        } else if (!wanted && present != null) {
            watch = null;
            boolean unused = watchers.stopReading(channel, present);
        }
    }

    private void ready() {
        byte[] data;
        try {
            int count = channel.read(buffer.clear());
            if (count == 0) {
                return;
            }
            if (count < 0) {
                reading(false);
                listener.ended();
                return;
            }
            data = new byte[count];
            buffer.flip().get(data);
        } catch (IOException error) {
            reading(false);
            listener.failed(error);
            return;
        }
        listener.bytes(data);
    }

    @Override
    public void close() {
        watch = null;
        watchers.close(channel, () -> PipeChannels.close(channel));
    }
}
