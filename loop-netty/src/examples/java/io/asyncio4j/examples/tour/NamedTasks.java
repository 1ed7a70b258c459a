// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.util.stream.Collectors;

/** Who is there: names make a list of tasks readable. */
final class NamedTasks {

    void show() throws Exception {
        Asyncio.taskGroup(group -> {
            for (String city : new String[] {"Bergen", "Oslo", "Tromsø"}) {
                group.createTask(() -> Asyncio.sleep(0.01), TaskOptions.DEFAULTS.withName("weather of " + city));
            }
            Asyncio.sleep(0);
            IO.println("tasks: " + Asyncio.allTasks().stream()
                    .map(Task::name)
                    .filter(name -> name.startsWith("weather"))
                    .sorted()
                    .collect(Collectors.joining(", ")));
        });
    }
}
