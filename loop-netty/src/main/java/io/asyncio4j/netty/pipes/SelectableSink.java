// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.watch.Watch;
import io.asyncio4j.netty.watch.Watchers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel that the loop's selector polls. Loop only. */
final class SelectableSink<C extends SelectableChannel & WritableByteChannel> implements PipeSink {

    private final Watchers watchers;
    private final C channel;
    private final Context context;
    private final Listener listener;
    private @Nullable Watch watch;
    private boolean tellsHangup;

    SelectableSink(Watchers watchers, C channel, Context context, Listener listener) {
        this.watchers = watchers;
        this.channel = channel;
        this.context = context;
        this.listener = listener;
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        return channel.write(data);
    }

    @Override
    public long pending() {
        return 0;
    }

    @Override
    public void writing(boolean wanted) {
        Watch present = watch;
        if (wanted && present == null) {
            watchers.keep(channel);
            watch = watchers.startWriting(channel, listener::writable, context);
        } else if (!wanted && present != null) {
            watch = null;
            boolean unused = watchers.stopWriting(channel, present);
        }
    }

    @Override
    public void watchHangup() {
        tellsHangup = watchers.watchHangup(channel, listener::hungUp, context);
    }

    @Override
    public boolean tellsHangup() {
        return tellsHangup;
    }

    @Override
    public void close() {
        watch = null;
        watchers.close(channel, () -> PipeChannels.close(channel));
    }
}
