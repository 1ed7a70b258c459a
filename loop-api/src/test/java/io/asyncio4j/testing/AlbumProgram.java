// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Tasks that wait for each other, for somebody who looks from outside. */
public final class AlbumProgram {

    private AlbumProgram() {}

    public static void main(String... args) {
        Asyncio.run(() -> album(args.length > 0), RunnerOptions.on(ParkingLoop::new));
    }

    private static void album(boolean blocked) throws Exception {
        Task<?> intro = Asyncio.createTask(AlbumProgram::play, TaskOptions.DEFAULTS.withName("intro"));
        Asyncio.taskGroup(group -> {
            group.createTask(() -> Asyncio.gather(List.of(intro)).await(), TaskOptions.DEFAULTS.withName("first"));
            group.createTask(AlbumProgram::play, TaskOptions.DEFAULTS.withName("second"));
            Asyncio.getRunningLoop().callLater(0.05, () -> {
                System.out.println("ready");
                if (blocked) {
                    block();
                }
            });
        });
    }

    private static void play() {
        Asyncio.sleep(600);
    }

    private static void block() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
