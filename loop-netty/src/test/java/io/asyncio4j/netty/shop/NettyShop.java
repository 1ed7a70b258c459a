// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.shop;

import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;
import static java.net.http.HttpResponse.BodyHandlers.ofString;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.netty.NettyMessages;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The steps of loop-netty/docs/netty-shops.md, which shows this class piece by piece. */
final class NettyShop {

    private final URI stock;
    private final Callable<String> query;

    NettyShop(URI stock, Callable<String> query) {
        this.stock = stock;
        this.query = query;
    }

    static Channel listen(EventLoopGroup group, Supplier<ChannelHandler> last) throws InterruptedException {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(
                                new HttpServerCodec(), new HttpObjectAggregator(65_536), last.get());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    // ---- step 1

    static final class Hello extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            context.writeAndFlush(response(OK, "hello"));
        }
    }

    static FullHttpResponse response(HttpResponseStatus status, String text) {
        var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HTTP_1_1, status, body);
        HttpUtil.setContentLength(response, body.readableBytes());
        return response;
    }

    // ---- step 2

    static void hello(NettyMessages<FullHttpRequest> requests) throws Exception {
        for (FullHttpRequest request : requests.asIterable()) {
            request.release();
            requests.send(response(OK, "hello"));
        }
    }

    // ---- step 3

    void answer(NettyMessages<FullHttpRequest> requests) throws Exception {
        for (FullHttpRequest request : requests.asIterable()) {
            request.release();
            try {
                requests.send(response(OK, Asyncio.timeout(2.0, this::offer)));
            } catch (Exception failed) {
                requests.send(response(INTERNAL_SERVER_ERROR, "sorry"));
            }
        }
    }

    String offer() throws Exception {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(stock).build();
        // Starts both, waits for both; if one fails, the other is cancelled.
        return Asyncio.taskGroup(group -> {
            var left = group.createTask(() -> Asyncio.wrapFuture(client.sendAsync(request, ofString())).await().body());
            var price = group.createTask(() -> Asyncio.toThread(query));
            return left.await() + " left at " + price.await();
        });
    }

    // ---- step 4

    static final class Shout implements Protocol {
        private Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            transport.write(new String(data, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Sharable
    static final class Adopt extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            NettyEventLoop.of(context.channel().eventLoop()).adopt(Shout::new, context.channel());
        }
    }

    // ---- step 5

    static void end(Channel listener, EventLoopGroup group) throws InterruptedException {
        listener.close().sync();
        // Cancels the coroutines, lets them have their say, then ends the group.
        NettyLoopGroup.of(group).close();
    }
}
