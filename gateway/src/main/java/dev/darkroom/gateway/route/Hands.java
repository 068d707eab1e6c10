package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.command.Keys;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.command.Quotes;
import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.command.Tenants;
import dev.darkroom.gateway.direct.DirectDesk;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.openai.route.OpenAiRoutes;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.storage.log.AuditLog;

/** What the farm is moved with. */
public record Hands(
    JobRequestReader reader,
    Submitter submitter,
    Quotes quotes,
    Steering steering,
    Deletions deletions,
    Operating operating,
    Bulk bulk,
    SchedulerProbe probe,
    Keys keys,
    KeyBudgets budgets,
    Tenants tenants,
    BatchDesk batches,
    OpenAiRoutes.Desks openAi,
    HookDesk webhooks,
    DirectDesk directs,
    AuditLog audit) {}
