-- A finished run (completed, diverged) is never modified; deleting the whole run is allowed.
-- Tags, notes and the membership of sweeps stay free.
CREATE TRIGGER `runs_final_update` BEFORE UPDATE ON `runs`
WHEN OLD.`status` IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
-- Also what a foreign key would say: a point without a run has no status.
CREATE TRIGGER `metrics_running_insert` BEFORE INSERT ON `metrics`
WHEN (SELECT `status` FROM `runs` WHERE `no` = NEW.`run_no`) IS NOT 'running'
BEGIN SELECT RAISE(ABORT, 'descent: points are added only to a run that is running'); END;
--> statement-breakpoint
CREATE TRIGGER `metrics_final_update` BEFORE UPDATE ON `metrics`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `metrics_final_delete` BEFORE DELETE ON `metrics`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `run_summary_final_insert` BEFORE INSERT ON `run_summary`
WHEN (SELECT `status` FROM `runs` WHERE `no` = NEW.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
-- best follows from min, max and the direction of the metric, which may be defined later.
CREATE TRIGGER `run_summary_final_update` BEFORE UPDATE OF `run_no`, `key_id`, `count`, `nan_count`, `last`, `last_step`, `min`, `min_step`, `max`, `max_step` ON `run_summary`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `run_summary_final_delete` BEFORE DELETE ON `run_summary`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `parameters_final_insert` BEFORE INSERT ON `parameters`
WHEN (SELECT `status` FROM `runs` WHERE `no` = NEW.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `parameters_final_update` BEFORE UPDATE ON `parameters`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `parameters_final_delete` BEFORE DELETE ON `parameters`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `artifacts_final_insert` BEFORE INSERT ON `artifacts`
WHEN (SELECT `status` FROM `runs` WHERE `no` = NEW.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `artifacts_final_update` BEFORE UPDATE ON `artifacts`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `artifacts_final_delete` BEFORE DELETE ON `artifacts`
WHEN (SELECT `status` FROM `runs` WHERE `no` = OLD.`run_no`) IN ('completed', 'diverged')
BEGIN SELECT RAISE(ABORT, 'descent: a finished run is never modified'); END;
--> statement-breakpoint
CREATE TRIGGER `runs_delete_metrics` AFTER DELETE ON `runs`
BEGIN DELETE FROM `metrics` WHERE `run_no` = OLD.`no`; END;
--> statement-breakpoint
-- One artifact of a name and step a run; an expression index, which drizzle-kit does not carry over.
CREATE UNIQUE INDEX `artifacts_unique` ON `artifacts` (`run_no`, `name`, ifnull(`step`, -1));
