// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.redis;

import io.asyncio4j.streams.StreamReader;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Redis sends, RESP2 and RESP3, as Java's own types: strings, {@link Long}, {@link Double},
 * {@link BigInteger}, {@link Boolean}, null, lists (for arrays and sets), maps, {@link RedisException} for errors,
 * {@link Push} for what nobody asked for.
 */
final class Replies {

    private static final byte[] CRLF = {'\r', '\n'};

    private final StreamReader reader;
    private final Charset charset;

    /** Out-of-band data: the kind, such as {@code message}, then what belongs to it. */
    record Push(List<@Nullable Object> items) {}

    Replies(StreamReader reader, Charset charset) {
        this.reader = reader;
        this.charset = charset;
    }

    /** Waits for the next value, however deep, and returns it. */
    @Nullable Object next() throws IOException {
        byte[] line = reader.readUntil(CRLF);
        if (line.length < 3) {
            throw new ProtocolException("redis: an empty line instead of a reply; is this a Redis server?");
        }
        String rest = new String(line, 1, line.length - 3, charset);
        return switch (line[0]) {
            case '+' -> rest;
            case '-' -> new RedisException(rest);
            case ':' -> Long.valueOf(number(rest));
            case '$' -> blob(rest);
            case '*', '~' -> list(rest);
            case '>' -> new Push(many(number(rest)));
            case '%' -> map(number(rest));
            case '|' -> {
                // Remarks about the reply that follows.
                map(number(rest));
                yield next();
            }
            case '_' -> null;
            case '#' -> rest.equals("t");
            case ',' -> decimal(rest);
            case '(' -> new BigInteger(rest);
            case '!' -> new RedisException(text(number(rest)));
            // "txt:" or "mkd:" comes before the text.
            case '=' -> text(number(rest)).substring(4);
            default -> throw new ProtocolException("redis: \"" + new String(line, charset).strip()
                    + "\" is no reply; is this a Redis server?");
        };
    }

    private static long number(String digits) throws ProtocolException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new ProtocolException("redis: \"" + digits + "\" where a number belongs; is this a Redis server?");
        }
    }

    private static Double decimal(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.valueOf(text);
        };
    }

    private @Nullable String blob(String length) throws IOException {
        long bytes = number(length);
        return bytes < 0 ? null : text(bytes);
    }

    private String text(long length) throws IOException {
        byte[] bytes = reader.readExactly(Math.toIntExact(length) + 2);
        return new String(Arrays.copyOf(bytes, bytes.length - 2), charset);
    }

    private @Nullable List<@Nullable Object> list(String length) throws IOException {
        long size = number(length);
        return size < 0 ? null : many(size);
    }

    private List<@Nullable Object> many(long size) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            items.add(next());
        }
        return items;
    }

    private Map<@Nullable Object, @Nullable Object> map(long size) throws IOException {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (long i = 0; i < size; i++) {
            Object key = next();
            entries.put(key, next());
        }
        return entries;
    }
}
