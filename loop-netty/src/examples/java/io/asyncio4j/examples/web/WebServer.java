// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import io.asyncio4j.netty.NettyMessages;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server on an event loop group that a Netty service has already. Any thread.
 *
 * <p>Over TLS a client chooses between HTTP/2 and HTTP/1.1, without TLS it gets HTTP/1.1. Either way a {@link WebConnection}
 * reads {@link HttpObject}s at the end of a pipeline: that of the connection, or that of the HTTP/2 stream.
 */
public final class WebServer implements AutoCloseable {

    /** How long a client may be silent when it is its turn. */
    static final double PATIENCE_SECONDS = 60;

    private static final int MOST_STREAMS = 200;

    /** Netty's own limit of 128 is for handlers that answer while a read is being decoded; coroutines answer after it. */
    private static final int MOST_PIPELINED = 4096;

    private final @Nullable SslContext tls;
    private final WebHandler handler;
    private final Duration grace;
    private @Nullable Channel listener;

    /** Each connection with the gentlest way to end it. */
    private final Map<Channel, Runnable> connections = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    private WebServer(@Nullable SslContext tls, WebHandler handler, Duration grace) {
        this.tls = tls;
        this.handler = handler;
        this.grace = grace;
    }

    /**
     * Starts one.
     *
     * @param group carries the connections and their coroutines
     * @param socket the kind that goes with the group's poller
     * @param address where to listen
     * @param tls null for none
     * @param grace for answers that are being given when the server is closed
     */
    public static WebServer start(
            EventLoopGroup group, Class<? extends ServerChannel> socket, InetSocketAddress address,
            @Nullable SslContext tls, Duration grace, WebHandler handler) throws InterruptedException {
        WebServer server = new WebServer(tls, handler, grace);
        server.listener = new ServerBootstrap()
                .group(group)
                .channel(socket)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        server.begin(channel);
                    }
                })
                .bind(address)
                .sync()
                .channel();
        return server;
    }

    /** TLS that offers both protocols. */
    public static SslContext tls(Path certificate, Path key) throws SSLException {
        return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    /** {@return where it listens} */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening().localAddress();
    }

    private Channel listening() {
        Channel made = listener;
        if (made == null) {
            throw new IllegalStateException("WebServer: it has not been started");
        }
        return made;
    }

    // ---- pipelines

    private void begin(SocketChannel channel) {
        track(channel, channel::close);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        SslContext context = tls;
        if (context == null) {
            speakHttp1(channel.pipeline());
        } else {
            channel.pipeline().addLast(context.newHandler(channel.alloc()), new Negotiation());
        }
    }

    private void track(Channel channel, Runnable end) {
        connections.put(channel, end);
        if (stopping) {
            end.run();
        }
    }

    private void speakHttp1(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig(), MOST_PIPELINED), coroutine(), new LastResort());
    }

    private void speakHttp2(ChannelPipeline pipeline) {
        pipeline.addLast(
                new IdleStateHandler(0, 0, (int) PATIENCE_SECONDS),
                // Closing says so to the client, lets streams go on for a while, and takes no new ones.
                Http2FrameCodecBuilder.forServer()
                        .gracefulShutdownTimeoutMillis(grace.toMillis())
                        .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(MOST_STREAMS))
                        .build(),
                new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true), coroutine());
                    }
                }),
                new LastResort());
    }

    private ChannelHandler coroutine() {
        return NettyMessages.handler(HttpObject.class, messages -> {
            WebConnection connection = new WebConnection(messages, handler);
            if (connections.containsKey(messages.channel())) {
                track(messages.channel(), connection::stop);
            }
            connection.serve();
        });
    }

    private final class Negotiation extends ApplicationProtocolNegotiationHandler {
        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                speakHttp2(context.pipeline());
            } else {
                speakHttp1(context.pipeline());
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            // Whoever speaks no TLS here, or not ours, does so all day; no news.
            context.close();
        }
    }

    /** Ends connections that fail outside of a coroutine, or that nobody uses. */
    private static final class LastResort extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                Http2FrameCodec codec = context.pipeline().get(Http2FrameCodec.class);
                if (codec.connection().numActiveStreams() == 0) {
                    context.close();
                }
            }
        }
    }

    // ---- the end

    /**
     * Ends it: no new connections and requests, answers that are being given may go on for the grace. Waits for that; not on
     * an event loop.
     */
    @Override
    public void close() {
        listening().close().syncUninterruptibly();
        stopping = true;
        CompletableFuture<?>[] ends =
                connections.keySet().stream().map(WebServer::end).toArray(CompletableFuture[]::new);
        for (Channel channel : connections.keySet()) {
            channel.eventLoop().execute(() -> connections.getOrDefault(channel, () -> {}).run());
        }
        CompletableFuture.allOf(ends).completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS).join();
        connections.keySet().forEach(Channel::close);
    }

    private static CompletableFuture<?> end(Channel channel) {
        CompletableFuture<Object> end = new CompletableFuture<>();
        channel.closeFuture().addListener(closed -> end.complete(channel));
        return end;
    }
}
