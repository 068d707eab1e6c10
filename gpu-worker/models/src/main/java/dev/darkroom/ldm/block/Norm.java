package dev.darkroom.ldm.block;

/** How a model normalises: into how many groups of channels, and what is added to the variance. */
public record Norm(int groups, double eps) {}
