// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import io.asyncio4j.streams.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message of PostgreSQL's protocol: a letter, the length, and what the letter means.
 *
 * @param type the letter
 * @param body what follows, read in order
 */
record Message(char type, ByteBuffer body) {

    /** Far above what a query gives by the row, far below what would fill the memory. */
    private static final int MOST = 64 << 20;

    static Message read(StreamReader reader) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(reader.readExactly(5));
        char type = (char) head.get();
        int length = head.getInt() - 4;
        if (length < 0 || length > MOST) {
            throw new ProtocolException("postgres: a message '" + type + "' of " + length
                    + " bytes; is this a PostgreSQL server?");
        }
        return new Message(type, ByteBuffer.wrap(reader.readExactly(length)));
    }

    /** Puts a message together. Type 0 is for the first ones, which have no letter. */
    static byte[] of(int type, byte[]... parts) {
        int length = 4;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (type != 0) {
            message.write(type);
        }
        message.writeBytes(number(length));
        for (byte[] part : parts) {
            message.writeBytes(part);
        }
        return message.toByteArray();
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** A string with the zero that ends it. */
    static byte[] string(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    int nextInt() {
        return body.getInt();
    }

    int nextShort() {
        return body.getShort();
    }

    /** Reads a string that ends with a zero. */
    String nextString() {
        int start = body.position();
        int end = start;
        while (body.get(end) != 0) {
            end++;
        }
        String text = new String(body.array(), start, end - start, StandardCharsets.UTF_8);
        body.position(end + 1);
        return text;
    }

    /** Reads a value with its length in front; -1 is NULL. */
    @Nullable String nextValue() {
        int length = body.getInt();
        return length < 0 ? null : nextText(length);
    }

    String nextText(int length) {
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        body.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    String rest() {
        return nextText(body.remaining());
    }
}
