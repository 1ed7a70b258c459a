// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A foreign loop, with {@link Guards} for what is registered through it, and with a list of that. Any thread, as the loop
 * itself.
 *
 * <p>The loop belongs to somebody else, and its poller cannot be wrapped any more. But a channel registers itself with
 * the event loop that it is given; so the channels of an attached asyncio loop are given this one, which passes
 * everything on and only wraps handles and registrations.
 */
final class GuardedEventLoop extends ForwardingEventLoop {

    private final IoEventLoop loop;

    /** Own thread only. */
    private final Set<IoHandle> open = Collections.newSetFromMap(new IdentityHashMap<>());

    GuardedEventLoop(IoEventLoop loop) {
        super(loop);
        this.loop = loop;
    }

    /** Knows one handle while it is registered. */
    private final class Entry implements TrackedHandle.Registry {
        private final IoHandle handle;

        Entry(IoHandle handle) {
            this.handle = handle;
        }

        @Override
        public void registered() {
            open.add(handle);
        }

        @Override
        public void unregistered() {
            open.remove(handle);
        }
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        Guards guards = Guards.of(handle, loop);
        loop.register(TrackedHandle.of(guards.handle(), new Entry(handle)))
                .addListener((Future<IoRegistration> done) -> {
                    if (done.isSuccess()) {
                        promise.setSuccess(guards.guard(done.getNow()));
                    } else {
                        promise.setFailure(done.cause());
                    }
                });
        return promise;
    }

    /** Closes what is registered. Own thread only. */
    void closeAll() {
        for (IoHandle handle : List.copyOf(open)) {
            TrackedHandle.close(handle);
        }
    }

    /** Whether something is registered still: io_uring lets a channel go when the kernel has. Own thread only. */
    boolean hasOpen() {
        return !open.isEmpty();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return loop.isCompatible(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return loop.isIoType(handlerType);
    }
}
