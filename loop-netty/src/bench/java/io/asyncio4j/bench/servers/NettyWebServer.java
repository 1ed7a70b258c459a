// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.netty.NettyMessages;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The smallest web service of Netty, one event loop, the same pipelines for both: {@code --mode plain} ends them by a handler,
 * {@code --mode coroutine} by a coroutine for each connection, or for each stream of HTTP/2. {@code --http 1} or {@code 2}, in
 * clear.
 */
public final class NettyWebServer {

    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    private static final String TYPE = "text/plain";

    private NettyWebServer() {}

    /** Serves until the process is killed: {@code --port N --kind EPOLL --mode plain|coroutine --http 1|2}. */
    public static void main(String[] args) throws InterruptedException {
        List<String> words = List.of(args);
        int port = Integer.parseInt(NettyEchoServer.after(words, "--port"));
        String kind = NettyEchoServer.after(words, "--kind");
        boolean coroutine = NettyEchoServer.after(words, "--mode").equals("coroutine");
        boolean http2 = NettyEchoServer.after(words, "--http").equals("2");
        var group = new MultiThreadIoEventLoopGroup(1, NettyEchoServer.poller(kind));
        new ServerBootstrap()
                .group(group)
                .channel(NettyEchoServer.channel(kind))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (http2) {
                            channel.pipeline().addLast(
                                    Http2FrameCodecBuilder.forServer().build(),
                                    new Http2MultiplexHandler(stream(coroutine)));
                        } else {
                            channel.pipeline().addLast(new HttpServerCodec(), http1(coroutine));
                        }
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .sync();
        System.out.println("ready 127.0.0.1:" + port);
    }

    // ---- HTTP/1.1

    private static ChannelHandler http1(boolean coroutine) {
        return coroutine ? NettyMessages.handler(HttpObject.class, NettyWebServer::answer) : new Plain();
    }

    private static void answer(NettyMessages<HttpObject> requests) throws Exception {
        for (HttpObject part : requests.asIterable()) {
            if (part instanceof LastHttpContent) {
                requests.send(hello());
            }
            ReferenceCountUtil.release(part);
        }
    }

    private static FullHttpResponse hello() {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body());
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, HELLO.length);
        return response;
    }

    private static ByteBuf body() {
        return Unpooled.wrappedBuffer(HELLO);
    }

    private static class Plain extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            if (part instanceof LastHttpContent) {
                context.write(hello(), context.voidPromise());
            }
            ReferenceCountUtil.release(part);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    // ---- HTTP/2

    private static ChannelHandler stream(boolean coroutine) {
        ChannelHandler last = coroutine
                ? NettyMessages.handler(Http2HeadersFrame.class, NettyWebServer::answerStream)
                : new PlainStream();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(last);
            }
        };
    }

    private static void answerStream(NettyMessages<Http2HeadersFrame> requests) throws Exception {
        if (requests.hasNext() && requests.next().isEndStream()) {
            requests.send(head());
            requests.send(new DefaultHttp2DataFrame(body(), true));
        }
    }

    private static Http2HeadersFrame head() {
        return new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("200").set("content-type", TYPE));
    }

    @Sharable
    private static final class PlainStream extends Plain {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame request && request.isEndStream()) {
                context.write(head());
                context.write(new DefaultHttp2DataFrame(body(), true));
            }
            ReferenceCountUtil.release(frame);
        }
    }
}
