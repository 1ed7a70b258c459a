// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The rows of all providers that a class loader finds, as one provider. */
record ServiceRows(List<LoopUnderTest> rows) implements LoopUnderTest {

    /** Where a provider is named. */
    static final String FILE = "META-INF/services/" + LoopUnderTest.class.getName();

    /**
     * Asks the providers.
     *
     * @throws IllegalStateException if there is none
     * @throws java.util.ServiceConfigurationError if one is named but cannot be made
     */
    static ServiceRows of(@Nullable ClassLoader loader) {
        List<LoopUnderTest> rows = new ArrayList<>();
        for (LoopUnderTest provider : ServiceLoader.load(LoopUnderTest.class, loader)) {
            rows.addAll(provider.rows());
        }
        if (rows.isEmpty()) {
            throw new IllegalStateException("loop under test: the class path names no provider; override "
                    + "loopUnderTest(), or write the name of your LoopUnderTest to " + FILE);
        }
        return new ServiceRows(List.copyOf(rows));
    }

    @Override
    public String name() {
        return rows.get(0).name();
    }

    @Override
    public String kind() {
        return rows.get(0).kind();
    }

    @Override
    public String carrier() {
        return rows.get(0).carrier();
    }

    @Override
    public AbstractEventLoop newLoop() {
        return rows.get(0).newLoop();
    }
}
