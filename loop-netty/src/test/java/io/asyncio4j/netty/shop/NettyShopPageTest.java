// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.netty.NettyMessages;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What loop-netty/docs/netty-shops.md shows is what {@link NettyShop} says, and it works. */
@Timeout(60)
class NettyShopPageTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void end() {
        client.shutdownNow();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static String plain(String code) {
        // Where lines are broken is the formatter's affair.
        return code.replaceAll("\\s+", "");
    }

    @Test
    void pageShowsTheSources() throws IOException {
        String sources = plain(Files.readString(Path.of("src/test/java/io/asyncio4j/netty/shop/NettyShop.java")));
        List<MatchResult> blocks = JAVA.matcher(Files.readString(Path.of("docs/netty-shops.md"))).results().toList();
        assertEquals(5, blocks.size());
        for (MatchResult block : blocks) {
            for (String part : block.group(1).split("\n\n(?=\\S)")) {
                assertTrue(sources.contains(plain(part)), () -> "not in the sources as it stands:\n" + part);
            }
        }
    }

    private URI serve(Supplier<ChannelHandler> last) throws InterruptedException {
        return uri(NettyShop.listen(group, last));
    }

    private static URI uri(Channel listener) {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + "/");
    }

    private String get(URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        var response = client.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    @Test
    void handlerAndCoroutineSayTheSame() throws Exception {
        URI plain = serve(NettyShop.Hello::new);
        URI coroutine = serve(() -> NettyMessages.handler(FullHttpRequest.class, NettyShop::hello));
        for (int i = 0; i < 3; i++) {
            assertEquals("200 hello", get(plain));
            assertEquals("200 hello", get(coroutine));
        }
    }

    @Test
    void coroutineWaitsForOthers() throws Exception {
        NettyShop shop = new NettyShop(serve(NettyShop.Hello::new), () -> "7.50");
        URI uri = serve(() -> NettyMessages.handler(FullHttpRequest.class, shop::answer));
        assertEquals("200 hello left at 7.50", get(uri));
        NettyShop broken = new NettyShop(serve(NettyShop.Hello::new), () -> {
            throw new IOException("no database");
        });
        uri = serve(() -> NettyMessages.handler(FullHttpRequest.class, broken::answer));
        assertEquals("500 sorry", get(uri));
        assertEquals("500 sorry", get(uri));
    }

    @Test
    void protocolTakesAChannel() throws Exception {
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new NettyShop.Adopt())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        try (Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) listener.localAddress()).getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("quiet".getBytes(StandardCharsets.US_ASCII));
            assertEquals("QUIET", new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void endLeavesNothing() throws Exception {
        Channel listener =
                NettyShop.listen(group, () -> NettyMessages.handler(FullHttpRequest.class, NettyShop::hello));
        assertEquals("200 hello", get(uri(listener)));
        NettyShop.end(listener, group);
        assertTrue(group.isTerminated());
        assertFalse(listener.isOpen());
        assertThrows(IOException.class, () -> get(uri(listener)));
    }
}
