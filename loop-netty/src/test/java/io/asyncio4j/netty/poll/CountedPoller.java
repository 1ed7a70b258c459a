// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;

/** Makes one poller that knows how many handles it has. */
public final class CountedPoller implements IoHandlerFactory, TrackedHandle.Registry {

    private final Poller poller;
    private int registrations;

    public CountedPoller(Poller poller) {
        this.poller = poller;
    }

    public int registrations() {
        return registrations;
    }

    @Override
    public void registered() {
        registrations++;
    }

    @Override
    public void unregistered() {
        registrations--;
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        IoHandler real = poller.newFactory().newHandler(executor);
        return new IoHandler() {
            @Override
            public void initialize() {
                real.initialize();
            }

            @Override
            public int run(IoHandlerContext context) {
                return real.run(context);
            }

            @Override
            public void prepareToDestroy() {
                real.prepareToDestroy();
            }

            @Override
            public void destroy() {
                real.destroy();
            }

            @Override
            public IoRegistration register(IoHandle handle) throws Exception {
                return real.register(TrackedHandle.of(handle, CountedPoller.this));
            }

            @Override
            public void wakeup() {
                real.wakeup();
            }

            @Override
            public boolean isCompatible(Class<? extends IoHandle> handleType) {
                return real.isCompatible(handleType);
            }
        };
    }
}
