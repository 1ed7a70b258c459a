// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.asyncio4j.net.SendfileOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that is to be sent: from an offset on, up to a count or to the end, which may move while it is sent. Any
 * thread.
 *
 * @param file the file
 * @param offset where the part begins
 * @param most how many bytes it has at most
 */
record FilePart(FileChannel file, long offset, long most) {

    static FilePart of(FileChannel file, SendfileOptions options) {
        Long count = options.count();
        return new FilePart(file, options.offset(), count == null ? Long.MAX_VALUE : count);
    }

    /** How many bytes the part has now; 0 when the file cannot tell any more. */
    long count() {
        try {
            return Math.max(0, Math.min(most, file.size() - offset));
        } catch (IOException closed) {
            return 0;
        }
    }

    /** Whether there is anything to send. Reads a byte, so what is no readable file fails here, and only here. */
    boolean isReadable() throws IOException {
        return file.read(ByteBuffer.allocate(1), offset) > 0;
    }

    /** Whether the system can copy from the file: it must be one of the JDK, and have a size. */
    boolean isOfTheSystem() {
        return file.getClass().getName().equals("sun.nio.ch.FileChannelImpl") && sizeKnown();
    }

    private boolean sizeKnown() {
        try {
            return file.size() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Puts the file's position behind what was sent; what has no position, or is closed, is left alone. */
    @Nullable IOException moveTo(long sent) {
        try {
            file.position(offset + sent);
            return null;
        } catch (IOException noPosition) {
            return noPosition;
        }
    }
}
