// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.internal.Rethrow;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a reader, for one for-each loop. It fetches a line when it is asked whether there is one: nothing is read
 * ahead of the loop's body, so that it may read from the stream by itself.
 */
final class Lines<T> implements Iterable<T>, Iterator<T> {

    private final StreamReader reader;
    private final Function<byte[], T> view;

    /** Fetched and not taken yet. */
    private byte @Nullable [] fetched;

    Lines(StreamReader reader, Function<byte[], T> view) {
        this.reader = reader;
        this.view = view;
    }

    @Override
    public Iterator<T> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        if (fetched != null) {
            return true;
        }
        byte[] line;
        try {
            line = reader.readLine();
        } catch (IOException failure) {
            // Declared by StreamReader.lines.
            throw Rethrow.<RuntimeException>asIs(failure);
        }
        if (line.length == 0) {
            return false;
        }
        fetched = line;
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("next: the stream has ended; ask hasNext() first");
        }
        byte[] line = Objects.requireNonNull(fetched);
        fetched = null;
        return view.apply(line);
    }

    /** A line without its end; the last one may have none. */
    static String text(byte[] line, Charset charset) {
        int length = line.length;
        if (length > 0 && line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return new String(line, 0, length, charset);
    }
}
