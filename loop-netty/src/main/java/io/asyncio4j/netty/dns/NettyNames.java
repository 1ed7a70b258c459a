// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import io.asyncio4j.events.AbstractEventLoop;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Host look-ups by a resolver of Netty. Loop only.
 *
 * <p>The resolver is the group's for the loop's event loop: the group makes it at the first look-up and closes it when the
 * event loop has terminated. It is asked in a task of that event loop, never within the call; its answer, which may come on
 * any thread, enters by {@code callSoonThreadsafe}. Nobody takes a question back: a resolver's promise may be one that
 * others wait for as well.
 */
public final class NettyNames {

    /** Told once, in a callback of the loop. */
    @FunctionalInterface
    interface Answer {
        void arrived(List<InetAddress> addresses, @Nullable Throwable error);
    }

    private final AbstractEventLoop loop;
    private final EventLoop eventLoop;
    private final AddressResolverGroup<InetSocketAddress> group;

    /**
     * Makes it; asks for no resolver yet.
     *
     * @param loop hears the answers
     * @param eventLoop the loop's; resolvers are asked on its thread
     * @param group gives the resolver
     */
    public NettyNames(
            AbstractEventLoop loop, EventLoop eventLoop, AddressResolverGroup<InetSocketAddress> group) {
        this.loop = loop;
        this.eventLoop = eventLoop;
        this.group = group;
    }

    void ask(String operation, String host, Answer answer) {
        if (loop.isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + loop + "; make a new one");
        }
        eventLoop.execute(() -> {
            try {
                group.getResolver(eventLoop)
                        .resolveAll(InetSocketAddress.createUnresolved(host, 0))
                        .addListener((Future<List<InetSocketAddress>> done) -> post(() -> tell(done, answer)));
            } catch (RuntimeException refused) {
                post(() -> answer.arrived(List.of(), refused));
            }
        });
    }

    private static void tell(Future<List<InetSocketAddress>> done, Answer answer) {
        if (done.isSuccess()) {
            answer.arrived(
                    done.getNow().stream()
                            .map(InetSocketAddress::getAddress)
                            .filter(Objects::nonNull)
                            .toList(),
                    null);
        } else {
            answer.arrived(List.of(), done.cause());
        }
    }

    /** What comes too late for its loop is dropped. */
    private void post(Runnable callback) {
        try {
            loop.callSoonThreadsafe(callback);
        } catch (IllegalStateException | RejectedExecutionException ended) {
            if (!loop.isClosed()) {
                throw ended;
            }
        }
    }
}
