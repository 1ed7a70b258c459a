// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Certificates or a key in PEM form, in a file or as text. Any thread: a value.
 *
 * @param file where it is, or null when it is given as text
 * @param text the text itself, or null when it is in a file
 */
public record Pem(@Nullable Path file, @Nullable String text) {

    /**
     * Makes the value; the static methods are shorter.
     *
     * @throws IllegalArgumentException unless exactly one of the two is given
     */
    public Pem {
        if ((file == null) == (text == null)) {
            throw new IllegalArgumentException("Pem: file " + file + (text == null ? " and no text" : " and a text")
                    + " are given; give exactly one of them");
        }
    }

    /**
     * PEM in a file, read when the loop first needs it.
     *
     * @param file the file
     * @return the value
     * @throws NullPointerException when {@code file} is null
     */
    public static Pem file(Path file) {
        return new Pem(Objects.requireNonNull(file, "Pem: file is null; give the path of a PEM file"), null);
    }

    /**
     * PEM as text.
     *
     * @param text one or more PEM blocks
     * @return the value
     * @throws NullPointerException when {@code text} is null
     */
    public static Pem text(String text) {
        return new Pem(null, Objects.requireNonNull(text, "Pem: text is null; give PEM blocks"));
    }

    /** Names the file; never shows the text, which may be a private key. */
    @Override
    public String toString() {
        return file != null ? "Pem[" + file + "]" : "Pem[text]";
    }
}
