module poolscope/groundtruth/probes

go 1.26
