// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;

/**
 * A native event loop as channels of the JDK see it: the same thread and queue, but they are polled by the
 * {@link SideSelector}. Any thread, as the loop itself.
 */
final class SideEventLoop extends ForwardingEventLoop {

    private final SideSelector selector;

    SideEventLoop(EventLoop loop, SideSelector selector) {
        super(loop);
        this.selector = selector;
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        if (!(handle instanceof NioIoHandle nio)) {
            return newFailedFuture(new IllegalArgumentException(
                    "register: " + handle + " is no channel of the JDK; register it with the loop itself"));
        }
        try {
            return newSucceededFuture(selector.register(nio));
        } catch (Exception e) {
            return newFailedFuture(e);
        }
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return NioIoHandle.class.isAssignableFrom(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return handlerType.equals(NioIoHandler.class);
    }
}
