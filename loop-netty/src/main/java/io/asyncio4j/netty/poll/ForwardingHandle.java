// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;

/** A handle that stands before another one; a subclass changes what that is told. The owner's thread only. */
abstract class ForwardingHandle implements IoHandle {

    private final IoHandle handle;

    ForwardingHandle(IoHandle handle) {
        this.handle = handle;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        handle.handle(registration, event);
    }

    @Override
    public final void registered() {
        handle.registered();
    }

    @Override
    public final void unregistered() {
        handle.unregistered();
    }

    @Override
    public final void close() throws Exception {
        handle.close();
    }

    @Override
    public final String toString() {
        return handle.toString();
    }
}
