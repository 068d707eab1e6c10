package dev.darkroom.storage.log;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.TenantId;

/** One record of the events topic: whose job it was and what happened to it. */
public record EventEntry(JobId job, TenantId tenant, JobEvent event) {}
