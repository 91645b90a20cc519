module "x" {
  source   = "./child"
  for_each = ["a"]
}
