package dev.darkroom.job;

/** One run of one job. */
public record RunRef(JobId job, Epoch epoch) {}
