package dev.darkroom.gateway.route;

import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.StateFollower;

/** What the farm is seen with. */
public record Eyes(
    FarmView view,
    StateFollower follower,
    ProgressHub progress,
    JobBodies bodies,
    PoolBodies poolBodies,
    JobEvents events,
    ModelCatalog models) {}
