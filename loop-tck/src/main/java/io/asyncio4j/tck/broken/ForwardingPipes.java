// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import org.jspecify.annotations.Nullable;

/** The transports of pipes and children of the inner loop as the user sees them. */
final class ForwardingPipes {

    private ForwardingPipes() {}

    static class Read extends ForwardingBase implements ReadTransport {
        Read(ForwardingNetwork loop, ReadTransport base) {
            super(loop, base);
        }
    }

    static class Write extends ForwardingBase implements WriteTransport {
        Write(ForwardingNetwork loop, WriteTransport base) {
            super(loop, base);
        }
    }

    static class Child extends ForwardingBase implements SubprocessTransport {
        private final SubprocessTransport child;

        Child(ForwardingNetwork loop, SubprocessTransport base) {
            super(loop, base);
            this.child = base;
        }

        @Override
        public long getPid() {
            return child.getPid();
        }

        @Override
        public @Nullable Integer getReturncode() {
            return loop.inside(child::getReturncode);
        }

        @Override
        public @Nullable BaseTransport getPipeTransport(int fd) {
            BaseTransport pipe = loop.inside(() -> child.getPipeTransport(fd));
            return pipe == null ? null : loop.outward(pipe);
        }

        @Override
        public void sendSignal(int signal) throws ProcessLookupException {
            loop.inside(() -> {
                child.sendSignal(signal);
                return true;
            });
        }

        @Override
        public void sendSignal(String signal) throws ProcessLookupException {
            loop.inside(() -> {
                child.sendSignal(signal);
                return true;
            });
        }

        @Override
        public void terminate() throws ProcessLookupException {
            loop.inside(() -> {
                child.terminate();
                return true;
            });
        }

        @Override
        public void kill() throws ProcessLookupException {
            loop.inside(() -> {
                child.kill();
                return true;
            });
        }
    }
}
