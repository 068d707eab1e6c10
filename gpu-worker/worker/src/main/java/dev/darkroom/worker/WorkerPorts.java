package dev.darkroom.worker;

import dev.darkroom.model.ModelRegistry;
import dev.darkroom.storage.log.FarmLog;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ModelSource;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressPublisher;

/**
 * What a worker is connected to. Whoever opened these closes them, after the worker has ended.
 *
 * @param registry the model families of this build
 */
public record WorkerPorts(
    FarmLog log,
    ObjectStore store,
    ModelRepository models,
    ModelSource source,
    ProgressPublisher progress,
    ModelRegistry registry) {}
