// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import reactor.netty.resources.LoopResources;

/** Where event loops come from in a Netty shop. */
enum ForeignLoops {
    NIO {
        @Override
        Started start() {
            return of(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()));
        }
    },
    EPOLL {
        @Override
        boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        Started start() {
            return of(new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory()));
        }
    },
    IO_URING {
        @Override
        boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        Started start() {
            return of(new MultiThreadIoEventLoopGroup(2, IoUringIoHandler.newFactory()));
        }
    },
    OLD_NIO {
        @Override
        @SuppressWarnings("deprecation")
        Started start() {
            return of(new NioEventLoopGroup(2));
        }
    },
    OLD_EPOLL {
        @Override
        boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        @SuppressWarnings("deprecation")
        Started start() {
            return of(new EpollEventLoopGroup(2));
        }
    },
    LOCAL {
        @Override
        Started start() {
            return of(new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory()));
        }
    },
    OLD_LOCAL {
        @Override
        Started start() {
            return of(new DefaultEventLoopGroup(2));
        }
    },
    VERTX {
        @Override
        Started start() {
            Vertx vertx = Vertx.vertx();
            EventLoop eventLoop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
            return new Started(eventLoop,
                    () -> vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
        }
    },
    REACTOR {
        @Override
        Started start() {
            LoopResources resources = LoopResources.create("reactor", 2, true);
            EventLoop eventLoop = resources.onServer(true).next();
            return new Started(eventLoop,
                    () -> resources.disposeLater(java.time.Duration.ZERO, java.time.Duration.ofSeconds(5))
                            .block(java.time.Duration.ofSeconds(20)));
        }
    };

    /** One of them, and how its owner ends it. */
    record Started(EventLoop eventLoop, Shutdown shutdown) {}

    interface Shutdown {
        void run() throws Exception;
    }

    boolean isAvailable() {
        return true;
    }

    abstract Started start();

    private static Started of(EventLoopGroup group) {
        return new Started(group.next(), () -> {
            if (!group.shutdownGracefully(1, 5_000, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("shutdown: the group did not end within 20 s");
            }
        });
    }
}
