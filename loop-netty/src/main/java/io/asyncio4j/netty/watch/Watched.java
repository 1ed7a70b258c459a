// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.netty.poll.ChannelHost;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A channel or descriptor with at most one callback a direction, and its one registration with the poller. Loop only.
 *
 * <p>The wish (who watches) is plain fields and changes at once. The poller follows: at once where the calling thread may
 * register, else when the running step ends. With nobody left the registration is cancelled, so that the poller knows nothing
 * of what nobody watches, and whoever gets the same descriptor next meets no trace of it. Only what belongs to a transport may
 * be kept meanwhile: it starts and stops often.
 */
abstract class Watched implements IoHandle {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    final ChannelHost host;
    private @Nullable Watch reader;
    private @Nullable Watch writer;
    private @Nullable IoRegistration registration;

    /** Whether it stays registered while nobody watches. */
    private boolean kept;

    /** Where a registration waits for the end of the step. */
    private boolean registering;

    Watched(ChannelHost host) {
        this.host = host;
    }

    /** Gives it to the poller and answers its registration. Own thread. */
    abstract IoRegistration register() throws IOException;

    /** Tells the poller what is of interest: at least one of the two, unless it is kept. */
    abstract void submit(IoRegistration registered, boolean read, boolean write);

    /** Has the poller forget it, before anybody registers it again. */
    void cancel(IoRegistration registered) {
        registered.cancel();
    }

    /** The poller lets go of it for good. */
    abstract void forgotten();

    @Nullable Watch reader() {
        return reader;
    }

    @Nullable Watch writer() {
        return writer;
    }

    /** Whether the poller is to look at it although nobody watches. */
    boolean isAttentive() {
        return false;
    }

    boolean isIdle() {
        return reader == null && writer == null;
    }

    /** Says whether it stays registered while nobody watches. */
    void keep(boolean keep) {
        kept = keep;
        follow();
    }

    boolean isKept() {
        return kept;
    }

    /** Replaces the reader; null: removes it. */
    void reader(@Nullable Watch next) {
        if (reader != null) {
            reader.cancel();
        }
        reader = next;
        follow();
    }

    /** Replaces the writer; null: removes it. */
    void writer(@Nullable Watch next) {
        if (writer != null) {
            writer.cancel();
        }
        writer = next;
        follow();
    }

    final void follow() {
        IoRegistration registered = registration;
        if (isIdle() && !isAttentive()) {
            if (registered != null && kept) {
                submit(registered, false, false);
            } else if (registered != null) {
                registration = null;
                cancel(registered);
            }
        } else if (registered != null) {
            submit(registered, reader != null, writer != null);
        } else if (!registering) {
            registering = true;
            host.onOwnThread(this::registerNow);
        }
    }

    private void registerNow() {
        registering = false;
        if (registration != null || (isIdle() && !isAttentive())) {
            return;
        }
        try {
            IoRegistration registered = register();
            registration = registered;
            submit(registered, reader != null, writer != null);
        } catch (IOException | RuntimeException e) {
            // Closed since it was looked at, or out of descriptors; there is nobody left to throw it at.
            LOG.log(Level.WARNING, "watch: " + this + " cannot be polled; its callbacks are dropped", e);
            close();
        }
    }

    /** The poller has found something. */
    final void ready(boolean readable, boolean writable) {
        Watch reads = reader;
        if (readable && reads != null) {
            reads.queue();
        }
        Watch writes = writer;
        if (writable && writes != null) {
            writes.queue();
        }
    }

    /** Forgets the watchers, and cancels the registration. */
    void drop() {
        kept = false;
        reader(null);
        writer(null);
    }

    @Override
    public void registered() {}

    @Override
    public void unregistered() {}

    /** The poller is being closed, or has found it closed: the channel itself stays its owner's. */
    @Override
    public final void close() {
        drop();
        forgotten();
    }
}
