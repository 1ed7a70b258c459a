// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * An answer (RFC 1035).
 *
 * @param id of the question that it answers
 * @param question the question, in the words of {@link #question}
 * @param truncated whether it did not fit into a datagram
 * @param code 0, or why there is no answer
 * @param records the answer
 */
record DnsMessage(int id, String question, boolean truncated, int code, List<DnsRecord> records) {

    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_PLEASE = 0x0100;

    /** Writes a question down so that it can be compared: case does not matter to DNS, nor does a dot at the end. */
    static String question(String name, String type) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "") + " " + type;
    }

    /** The bytes of a question. */
    static byte[] ask(int id, String name, DnsType type) {
        ByteBuffer head = ByteBuffer.allocate(12);
        head.putShort((short) id).putShort((short) RECURSION_PLEASE).putShort((short) 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.array());
        for (String label : name.replaceFirst("\\.$", "").split("\\.")) {
            byte[] text = label.getBytes(StandardCharsets.UTF_8);
            if (text.length == 0 || text.length > 63) {
                throw new IllegalArgumentException(
                        "dns: \"" + name + "\" is no name; its parts have 1 to 63 bytes, with a dot between");
            }
            bytes.write(text.length);
            bytes.writeBytes(text);
        }
        bytes.writeBytes(new byte[] {0, 0, (byte) type.number, 0, 1});
        return bytes.toByteArray();
    }

    /** Reads an answer. */
    static DnsMessage read(byte[] bytes) throws ProtocolException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int id = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int questions = in.getShort();
            int answers = in.getShort();
            in.position(12);
            if ((flags & RESPONSE) == 0 || questions != 1) {
                throw new ProtocolException("dns: what came is no answer to a question");
            }
            String question = question(name(in), type(in.getShort()));
            in.getShort();
            List<DnsRecord> records = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                records.add(record(in));
            }
            return new DnsMessage(id, question, (flags & TRUNCATED) != 0, flags & 15, records);
        } catch (BufferUnderflowException | IllegalArgumentException | UnknownHostException e) {
            throw new ProtocolException("dns: an answer of " + bytes.length + " bytes that cannot be read: " + e);
        }
    }

    private static String type(int number) {
        for (DnsType type : DnsType.values()) {
            if (type.number == number) {
                return type.name();
            }
        }
        return "TYPE" + number;
    }

    private static DnsRecord record(ByteBuffer in) throws UnknownHostException {
        String name = name(in);
        String type = type(in.getShort());
        in.getShort();
        long ttl = Integer.toUnsignedLong(in.getInt());
        int length = Short.toUnsignedInt(in.getShort());
        int end = in.position() + length;
        String data = switch (type) {
            case "A", "AAAA" -> InetAddress.getByAddress(bytes(in, length)).getHostAddress();
            case "NS", "CNAME", "PTR" -> name(in);
            case "MX" -> in.getShort() + " " + name(in);
            case "SRV" ->
                in.getShort() + " " + in.getShort() + " " + Short.toUnsignedInt(in.getShort()) + " " + name(in);
            case "TXT" -> texts(in, end);
            default -> "\\# " + length + " " + HexFormat.of().formatHex(bytes(in, length));
        };
        in.position(end);
        return new DnsRecord(name, type, ttl, data);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String texts(ByteBuffer in, int end) {
        List<String> texts = new ArrayList<>();
        while (in.position() < end) {
            texts.add('"' + new String(bytes(in, Byte.toUnsignedInt(in.get())), StandardCharsets.UTF_8) + '"');
        }
        return String.join(" ", texts);
    }

    /** Reads a name, whose rest may stand somewhere before; always before, so it cannot lead in a circle. */
    private static String name(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        ByteBuffer at = in;
        int before = in.position();
        while (true) {
            int length = Byte.toUnsignedInt(at.get());
            if (length == 0) {
                return name.isEmpty() ? "." : name.toString();
            }
            if (length >= 0xc0) {
                int place = (length & 0x3f) << 8 | Byte.toUnsignedInt(at.get());
                if (place >= before) {
                    throw new IllegalArgumentException("a name that goes on at " + place + ", not before itself");
                }
                before = place;
                at = in.duplicate().position(place);
            } else {
                name.append(name.isEmpty() ? "" : ".").append(new String(bytes(at, length), StandardCharsets.UTF_8));
            }
        }
    }
}
