// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.resolver.NameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** One resolver for every loop. Any thread. Netty closes what a group has made, and the resolver is not the group's: it stays open. */
public final class BorrowedResolvers extends AddressResolverGroup<InetSocketAddress> {

    private final NameResolver<InetAddress> shared;

    /**
     * Makes the group.
     *
     * @param shared answers on any thread
     */
    public BorrowedResolvers(NameResolver<InetAddress> shared) {
        this.shared = shared;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new Borrowed(shared));
    }

    private record Borrowed(NameResolver<InetAddress> shared) implements NameResolver<InetAddress> {
        @Override
        public Future<InetAddress> resolve(String host) {
            return shared.resolve(host);
        }

        @Override
        public Future<InetAddress> resolve(String host, Promise<InetAddress> promise) {
            return shared.resolve(host, promise);
        }

        @Override
        public Future<List<InetAddress>> resolveAll(String host) {
            return shared.resolveAll(host);
        }

        @Override
        public Future<List<InetAddress>> resolveAll(String host, Promise<List<InetAddress>> promise) {
            return shared.resolveAll(host, promise);
        }

        @Override
        public void close() {
            // It is the caller's.
        }
    }
}
