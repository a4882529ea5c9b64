module poolscope/groundtruth/gctrace

go 1.26
