// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.https;

import io.asyncio4j.streams.IncompleteReadException;
import io.asyncio4j.streams.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request or a response.
 *
 * @param start its first line
 * @param headers by name, in which upper and lower case are the same; of several with one name the last
 * @param body possibly empty
 */
public record HttpMessage(String start, Map<String, String> headers, byte[] body) {

    /** Each side's limit for a body that comes at once into memory. */
    static final int MOST = 64 << 20;

    /** The part of the first line with this number, counted from 0: method, path and version, or version and status. */
    String word(int index) {
        String[] words = start.split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    /** Response only: the status, such as 200. */
    public int status() {
        return Integer.parseInt(word(1));
    }

    /** Whether the connection goes on after this message. */
    boolean keepsAlive() {
        String connection = headers.getOrDefault("Connection", "");
        return !connection.equalsIgnoreCase("close") && start.contains("HTTP/1.1");
    }

    /** Reads first line and headers; null if the peer has closed the connection instead. */
    static @Nullable HttpMessage readHead(StreamReader reader) throws IOException {
        String start;
        try {
            start = line(reader);
        } catch (IncompleteReadException end) {
            if (end.partial().length == 0) {
                return null;
            }
            throw end;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header; !(header = line(reader)).isEmpty();) {
            int colon = header.indexOf(':');
            if (colon <= 0 || headers.size() == 200) {
                throw new ProtocolException("http: \"" + header + "\" is no header, or one too many");
            }
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return new HttpMessage(start, headers, new byte[0]);
    }

    /** Reads the body that the headers announce; none if they announce none. */
    HttpMessage readBody(StreamReader reader) throws IOException {
        byte[] all;
        if (headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
            all = chunks(reader);
        } else {
            all = reader.readExactly(length(headers.getOrDefault("Content-Length", "0"), 10));
        }
        return new HttpMessage(start, headers, all);
    }

    private static byte[] chunks(StreamReader reader) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = length(line(reader).replaceFirst(";.*", "").strip(), 16);
            if (size == 0) {
                break;
            }
            if (all.size() + size > MOST) {
                throw new ProtocolException("http: a body of more than " + MOST + " bytes");
            }
            all.writeBytes(reader.readExactly(size));
            line(reader);
        }
        while (!line(reader).isEmpty()) {
            // Headers behind the body.
        }
        return all.toByteArray();
    }

    private static int length(String digits, int radix) throws ProtocolException {
        try {
            int length = Integer.parseUnsignedInt(digits, radix);
            if (length >= 0 && length <= MOST) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ProtocolException("http: a body of \"" + digits + "\" bytes; the most here is " + MOST);
    }

    private static String line(StreamReader reader) throws IOException {
        return new String(reader.readUntil(), StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** The bytes to send; the length of the body is added. */
    byte[] bytes() {
        StringBuilder head = new StringBuilder(start).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!headers.containsKey("Content-Length") && (body.length > 0 || start.startsWith("HTTP/"))) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** An end of the connection where there should be more, in the words of this protocol. */
    static EOFException early(String what) {
        return new EOFException("http: the peer closed the connection instead of sending " + what);
    }
}
