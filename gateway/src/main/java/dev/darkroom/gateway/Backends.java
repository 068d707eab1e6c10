package dev.darkroom.gateway;

import dev.darkroom.storage.log.AuditLog;
import dev.darkroom.storage.log.CommandSender;
import dev.darkroom.storage.log.HookLog;
import dev.darkroom.storage.log.SpecLog;
import dev.darkroom.storage.log.StateFeed;
import dev.darkroom.storage.object.ModelRepository;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressReader;

/** What a gateway stands on. It closes the state feed that it reads; the rest is its caller's. */
public record Backends(
    SpecLog specs,
    CommandSender commands,
    StateFeed state,
    ProgressReader progress,
    ObjectStore objects,
    ModelRepository models,
    HookLog hooks,
    AuditLog audit) {}
