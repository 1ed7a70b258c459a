// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A test that is run with a loop on each poller there is. */
public abstract class EachPoller {

    /** The poller. */
    @Parameter
    protected IoKind kind;

    /** A loop on it; null if it is not available. */
    protected NettyEventLoop loop;

    @BeforeEach
    void openLoop() {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        loop = NettyEventLoop.create(kind);
    }

    @AfterEach
    void closeLoop() {
        if (loop != null) {
            loop.close();
        }
    }

    /** Runs the loop until something is so. */
    protected final void until(BooleanSupplier condition) {
        Turns.until(loop, condition);
    }
}
