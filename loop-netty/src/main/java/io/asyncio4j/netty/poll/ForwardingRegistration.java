// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import org.jspecify.annotations.Nullable;

/** A registration that stands before another one; a subclass changes what is submitted. Thread: as the other one. */
abstract class ForwardingRegistration implements IoRegistration {

    private final IoRegistration registration;

    ForwardingRegistration(IoRegistration registration) {
        this.registration = registration;
    }

    @Override
    public long submit(IoOps ops) {
        return registration.submit(ops);
    }

    @Override
    public final <T extends @Nullable Object> T attachment() {
        return registration.attachment();
    }

    @Override
    public final boolean isValid() {
        return registration.isValid();
    }

    @Override
    public boolean cancel() {
        return registration.cancel();
    }

    @Override
    public final String toString() {
        return registration.toString();
    }
}
