package dev.darkroom.job.id;

/** One run of one job. */
public record RunRef(JobId job, Epoch epoch) {}
