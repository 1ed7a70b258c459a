// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.redis;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the client can do, a line each. Arguments: host and port of a Redis server ({@code redis-server --port 6379}), or
 * the path of its unix socket. It writes keys that begin with {@code asyncio4j:} and removes them.
 */
public final class RedisTour {

    private static final String COUNTER = "asyncio4j:counter";

    private RedisTour() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length != 1 && args.length != 2) {
            System.err.println("usage: RedisTour HOST PORT | RedisTour SOCKET");
            System.exit(2);
        }
        Asyncio.run(() -> {
            try (RedisClient redis = args.length == 2
                    ? RedisClient.connect(args[0], Integer.parseInt(args[1]))
                    : RedisClient.connect(Path.of(args[0]))) {
                show(redis);
            }
        });
    }

    static void show(RedisClient redis) throws Exception {
        Map<?, ?> hello = Objects.requireNonNull((Map<?, ?>) redis.call("HELLO", 3));
        IO.println("hello: " + hello.get("server") + ", protocol " + hello.get("proto"));

        redis.call("DEL", COUNTER);
        List<Future<@Nullable Object>> replies = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            replies.add(redis.send("INCR", COUNTER));
        }
        redis.drain();
        List<@Nullable Object> counts = Asyncio.gather(replies).await();
        IO.println("pipeline: the last of 10000 INCRs says " + counts.getLast());

        List<String> greetings = Asyncio.timeout(10.0, () -> Asyncio.gather(
                () -> greeting(redis, "en", "hello"), () -> greeting(redis, "no", "hei på deg")).await());
        IO.println("coroutines: " + greetings);

        try {
            redis.call("LPUSH", COUNTER, "no list");
        } catch (RedisException e) {
            IO.println("error: " + e.getMessage());
        }

        Queue<List<@Nullable Object>> news = new Queue<>();
        redis.onPush(news::putNowait);
        redis.subscribe("asyncio4j:news");
        // RESP3: that it is subscribed is a push, and the same connection can still send commands.
        news.get();
        redis.call("PUBLISH", "asyncio4j:news", "loop is running");
        IO.println("push: " + news.get());
    }

    private static String greeting(RedisClient redis, String language, String words) throws Exception {
        String key = "asyncio4j:" + language;
        redis.call("SET", key, words);
        return (String) Objects.requireNonNull(redis.call("GETDEL", key));
    }
}
